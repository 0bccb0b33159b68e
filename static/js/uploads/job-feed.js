/* News about one job: by WebSocket while it holds, by asking every two seconds while it does not.

   The server sends the stored state first, then numbered events that each carry the whole state. A gap in the
   numbers means that news was lost: the state is asked for. So it is when an open socket stays silent, because a
   dead one may never say so, and because a worker's sign of life is no event. */

const POLL_MS = 2_000;
const SILENCE_MS = 10_000;
const FIRST_RECONNECT_MS = 1_000;
const LAST_RECONNECT_MS = 30_000;
const CLOSED_FOR_GOOD = 4404;
const FINISHED = new Set(["succeeded", "failed", "cancelled"]);

export const isFinished = (status) => FINISHED.has(status);

export class JobFeed {
  #id;
  #listener;
  #socket = null;
  #number = -1;
  #failures = 0;
  #askTimer = 0;
  #reconnectTimer = 0;
  #open = false;
  #newest = "";

  /* The listener's methods: onState(state), onEvent(message), onTrouble(isCut), onGone(). */
  constructor(jobId, listener) {
    this.#id = jobId;
    this.#listener = listener;
  }

  open() {
    this.#open = true;
    this.#connect();
    this.#askLater();
  }

  close() {
    this.#open = false;
    clearTimeout(this.#askTimer);
    clearTimeout(this.#reconnectTimer);
    this.#socket?.close();
    this.#socket = null;
  }

  #connect() {
    const scheme = location.protocol === "https:" ? "wss:" : "ws:";
    const socket = new WebSocket(`${scheme}//${location.host}/ws/jobs/${this.#id}/`);
    this.#socket = socket;
    socket.addEventListener("message", ({ data }) => this.#hear(JSON.parse(data)));
    socket.addEventListener("close", ({ code }) => {
      if (socket === this.#socket) this.#lose(code);
    });
  }

  #lose(code) {
    this.#socket = null;
    if (!this.#open) return;
    if (code !== CLOSED_FOR_GOOD) {
      const wait = Math.min(LAST_RECONNECT_MS, FIRST_RECONNECT_MS * 2 ** this.#failures);
      this.#failures += 1;
      // Spread out: after a restart of the server not every page shall come at once.
      this.#reconnectTimer = setTimeout(() => this.#connect(), wait * (0.5 + Math.random()));
    }
    this.#askLater();
  }

  #hear(message) {
    if (!this.#open) return;
    this.#failures = 0;
    const isNext = message.type === "state" || message.number === this.#number + 1;
    if (message.type === "event" && message.number <= this.#number) return;
    this.#number = message.number;
    if (message.type === "event") this.#listener.onEvent(message);
    this.#take(message.job);
    if (!isNext) this.#ask();
  }

  /* Answers may overtake one another: an older state never replaces a newer one. */
  #take(state) {
    if (!this.#open) return;
    this.#askLater();
    if (state.updated_at < this.#newest) return;
    this.#newest = state.updated_at;
    this.#listener.onTrouble(false);
    this.#listener.onState(state);
    if (isFinished(state.status)) this.close();
  }

  #askLater() {
    clearTimeout(this.#askTimer);
    if (!this.#open) return;
    const isLive = this.#socket?.readyState === WebSocket.OPEN;
    this.#askTimer = setTimeout(() => this.#ask(), isLive ? SILENCE_MS : POLL_MS);
  }

  async #ask() {
    try {
      const response = await fetch(`/api/v1/jobs/${this.#id}/`, {
        cache: "no-store",
        headers: { Accept: "application/json" },
      });
      if ([401, 403, 404].includes(response.status)) return this.#end();
      if (!response.ok) throw new Error(`the server answered ${response.status}`);
      this.#take(await response.json());
    } catch {
      if (!this.#open) return;
      this.#listener.onTrouble(true);
      this.#askLater();
    }
  }

  #end() {
    this.close();
    this.#listener.onGone();
  }
}
