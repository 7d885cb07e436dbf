// Adds the reader's own time after a moment that is shown in Korean time.

const HOME_ZONE = "Asia/Seoul";
const page_language = document.documentElement.lang;
// Plain English would mean American order of day and month.
const language = page_language === "en" ? "en-GB" : page_language;

function shown(moment, options) {
  return new Intl.DateTimeFormat(language, options).format(moment);
}

const clock = { day: "numeric", month: "long", hour: "2-digit", minute: "2-digit", hourCycle: "h23" };

for (const time of document.querySelectorAll("time[data-local]")) {
  const moment = new Date(time.dateTime);
  if (shown(moment, clock) === shown(moment, { ...clock, timeZone: HOME_ZONE })) continue;
  const local = document.createElement("span");
  local.className = "local-time";
  local.textContent = time.dataset.local.replace(
    "{time}",
    shown(moment, { ...clock, timeZoneName: "short" }),
  );
  time.after(" ", local);
}
