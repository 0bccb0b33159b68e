/* Writes what moves in a job into the elements marked data-job. The words around come from the server. */

import { formatBytes, formatCount, formatPercent, formatSpan } from "./format.js";
import { isFinished } from "./job-feed.js";

const QUIET_S = 20;
const LEAST_TOLD_S = 2;

/* What the server's words depend on; the template filter `signature` makes the same. */
export function readSignature(state) {
  const life = state.stalled ? "stalled" : "alive";
  const asks = state.asks ? "asks" : "silent";
  return `${state.status} ${state.stage} ${Math.max(1, state.attempt)} ${life} ${asks} ${state.error?.code ?? ""}`;
}

/* A finished job's numbers come with the server's words: 100 % never stands beside "Reading". */
export function showNumbers(root, state) {
  if (isFinished(state.status)) return;
  const bar = root.querySelector("[data-job=bar]");
  if (bar) bar.value = state.progress;
  write(root, "percent", formatPercent(state.progress));
  write(root, "amount", describeAmount(state));
  // Nobody works on a stalled job: a rate and a time left would be guesses about nothing.
  write(root, "rate", state.rate && !state.stalled ? describeRate(state) : "");
  write(root, "left", state.stalled ? "" : describeTimeLeft(state));
}

/* Say how old the last sign of life is, as soon as it is older than work usually lets one wait. */
export function showSilence(root, state, elapsedS, isCut) {
  const line = root.querySelector("[data-job=silence]");
  if (!line) return;
  const silentS = state.silent_s + elapsedS;
  line.hidden = !isCut && silentS < QUIET_S;
  if (!line.hidden) line.textContent = describeSilence(state, silentS, isCut);
}

function describeSilence(state, silentS, isCut) {
  if (isCut) return `The server cannot be reached. This is the state of ${formatSpan(silentS)} ago.`;
  if (state.status === "queued") return `Waiting for ${formatSpan(silentS)}: no worker has taken it yet.`;
  return `Nothing has happened for ${formatSpan(silentS)}.`;
}

function describeAmount({ stage, stage_done: done, stage_total: total }) {
  if (!total) return "";
  if (stage === "parse") return `${formatBytes(done)} of ${formatBytes(total)}`;
  return `${formatCount(done)} of ${formatCount(total)} messages`;
}

function describeRate({ stage, rate }) {
  return stage === "parse" ? `${formatBytes(rate)}/s` : `${formatCount(rate)} messages/s`;
}

function describeTimeLeft({ seconds_left: seconds }) {
  return seconds === null || seconds < LEAST_TOLD_S ? "" : `about ${formatSpan(seconds)} left in this step`;
}

function write(root, name, text) {
  const element = root.querySelector(`[data-job=${name}]`);
  if (element && element.textContent !== text) element.textContent = text;
}
