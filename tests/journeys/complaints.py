"""What a browser says when a page does what no page of ours may do."""

from playwright.sync_api import BrowserContext, ConsoleMessage, Response

# A policy that is broken quietly (a report without a console message) is said aloud.
TELL_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", (event) => {
  console.error(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`);
});
"""
# The console repeats every status above 399; responses are judged by themselves.
REPEATED = "Failed to load resource"


def listen(context: BrowserContext) -> list[str]:
    """Collect errors of console, scripts, policy and server in every page of a visitor."""
    heard: list[str] = []

    def console(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not message.text.startswith(REPEATED):
            heard.append(f"{message.page.url if message.page else ''}: {message.text}")

    context.add_init_script(TELL_VIOLATIONS)
    context.on("console", console)
    context.on("weberror", lambda error: heard.append(f"{error.page.url}: {error.error}"))
    context.on("response", lambda response: heard.extend(wrong_with(response)))
    return heard


def wrong_with(response: Response) -> list[str]:
    """Say what is wrong with an answer: a fault, a missing part, a page without our policy."""
    is_page = response.request.resource_type == "document" and response.status != 204
    policy = response.headers.get("content-security-policy", "")
    told = f"{response.status} {response.url}"
    # What a step refuses while it saves itself is said beside the field.
    is_refusal = response.status == 422 and "x-autosave" in response.request.headers
    if response.status >= 500 or (response.status >= 400 and not (is_page or is_refusal)):
        return [told]
    is_guarded = "default-src 'none'" in policy and "unsafe-" not in policy
    return [f"{told}: policy {policy!r}"] if is_page and not is_guarded else []
