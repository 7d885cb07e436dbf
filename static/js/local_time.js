// Adds the reader's own time after a moment that is shown in Korean time, and to papers.

const HOME_ZONE = "Asia/Seoul";
const page_language = document.documentElement.lang;
// Plain English would mean American order of day and month.
const language = page_language === "en" ? "en-GB" : page_language;

function shown(moment, options) {
  return new Intl.DateTimeFormat(language, options).format(moment);
}

const hour = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
const day = { day: "numeric", month: "long" };
const home = { timeZone: HOME_ZONE };

function local(moment) {
  const same_day = shown(moment, day) === shown(moment, { ...day, ...home });
  return shown(moment, { ...(same_day ? {} : day), ...hour, timeZoneName: "short" });
}

for (const time of document.querySelectorAll("time[data-local]")) {
  const moment = new Date(time.dateTime);
  if (shown(moment, { ...day, ...hour }) === shown(moment, { ...day, ...hour, ...home })) continue;
  const aside = document.createElement("span");
  aside.className = "local-time";
  aside.textContent = time.dataset.local.replace("{time}", local(moment));
  time.after(" ", aside);
}

// A receipt shows the reader's clock, too; without a script it shows Korea's and UTC alone.
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
for (const link of document.querySelectorAll("a[data-with-zone]")) {
  const address = new URL(link.href);
  address.searchParams.set("zone", zone);
  link.href = address.href;
}

for (const input of document.querySelectorAll("input[data-zone]")) input.value = zone;
