// Keeps the rebuild panel up to date; without this script the page reloads itself while a rebuild runs.
"use strict";

const EVERY = 700;

async function refresh(panel) {
  let answer;
  try {
    answer = await fetch("/staff/rebuild", { headers: { Accept: "text/html" } });
  } catch {
    return true; // the server may be restarting
  }
  if (answer.redirected || !answer.ok) return answer.status >= 500;
  const status = answer.headers.get("X-Rebuild");
  if (status !== "running") {
    location.reload(); // the rest of the page tells of the new generation too
    return false;
  }
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("rebuild");
  if (!fresh) return true;
  const open = panel.querySelector("details")?.open;
  for (const part of ["progress", ".note", ".log"]) {
    const [old, now] = [panel.querySelector(part), fresh.querySelector(part)];
    if (old && now) old.replaceWith(now);
  }
  const lines = fresh.querySelector("details");
  if (lines && !panel.querySelector("details")) panel.append(lines);
  if (open) panel.querySelector("details").open = true;
  return true;
}

async function watch() {
  const panel = document.getElementById("rebuild");
  if (!panel || panel.dataset.status !== "running") return;
  while (await refresh(panel)) await new Promise((resolve) => setTimeout(resolve, EVERY));
}

watch();
