/* Runs tasks in order, a few at once. */

const AT_ONCE = 3;

export class UploadQueue {
  #waiting = [];
  #running = 0;

  /* `task` is an async function that handles its own errors. */
  add(task) {
    this.#waiting.push(task);
    this.#next();
  }

  remove(task) {
    this.#waiting = this.#waiting.filter((other) => other !== task);
  }

  get isBusy() {
    return this.#running + this.#waiting.length > 0;
  }

  async #next() {
    if (this.#running >= AT_ONCE || !this.#waiting.length) return;
    this.#running += 1;
    try {
      await this.#waiting.shift()();
    } finally {
      this.#running -= 1;
      this.#next();
    }
  }
}
