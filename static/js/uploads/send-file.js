/* Sends one file to the API. XMLHttpRequest, because fetch tells nothing about how much has been sent. */

import { csrfToken } from "../base-csrf.js";

const URL = "/api/v1/uploads/";

/* `message` says what happened and what to do; `canRetry` whether the same again may succeed. */
export class SendError extends Error {
  constructor(message, canRetry) {
    super(message);
    this.canRetry = canRetry;
  }
}

/* Resolves to the API's description of the upload. `signal` aborts; `onProgress` hears 0 to 1. */
export function sendFile(file, options, { signal, onProgress }) {
  const body = new FormData();
  body.append("files", file);
  for (const [name, value] of Object.entries(options)) if (value) body.append(name, value);

  const request = new XMLHttpRequest();
  request.open("POST", URL);
  request.setRequestHeader("X-CSRFToken", csrfToken());
  request.setRequestHeader("Accept", "application/json");
  request.upload.addEventListener("progress", ({ loaded, total }) => onProgress(total ? loaded / total : 1));
  signal.addEventListener("abort", () => request.abort());
  return new Promise((resolve, reject) => {
    request.addEventListener("load", () => {
      if (request.status === 202) resolve(JSON.parse(request.responseText).uploads[0]);
      else reject(explain(request));
    });
    request.addEventListener("error", () => reject(lost()));
    request.addEventListener("abort", () => reject(new DOMException("Stopped.", "AbortError")));
    request.send(body);
  });
}

function lost() {
  return new SendError("The connection broke before the file had arrived. Check it, then try again.", true);
}

function explain({ status, responseText }) {
  if (status === 401 || status === 403) {
    return new SendError("You are not logged in any more. Log in in another tab, then try again.", true);
  }
  const known = readError(responseText);
  if (status === 413) return new SendError(known ?? "The file is larger than this server takes.", false);
  if (status >= 400 && status < 500) return new SendError(known ?? `The server refused it (${status}).`, status === 429);
  return new SendError(`The server had a problem (${status}). Try again in a moment.`, true);
}

function readError(text) {
  try {
    return JSON.parse(text).error.message;
  } catch {
    return null; // a proxy's page, not the API's answer
  }
}
