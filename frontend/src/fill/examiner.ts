// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * Problems are found in a worker, so that typing is not held up by a large form, and with a deadline: an examination that takes longer is
 * broken off, and the server's verdict is the one that counts. Where the browser starts no worker (a content security policy without
 * `worker-src`, static files of another site) they are found in the page.
 */
import type { RJSFSchema, UiSchema } from "@rjsf/utils";
import { findProblems } from "../form/problems";
import type { Answers, Problem } from "../shared/types";
import type { Asked, Told } from "./examination";

export interface Examined {
  /** The prepared answers that were looked at. */
  answers: Answers;
  /** null as long as nobody can say: then the server will. */
  problems: Problem[] | null;
}

/** What is used of a browser's Worker. */
export interface Helper {
  onmessage: ((event: MessageEvent<Told>) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
  postMessage: (asked: Asked) => void;
  terminate: () => void;
}

/** As long as the server takes for a submission at most. */
const DEADLINE_MS = 5000;
/** After so many in a row that came to no end the answers to this form are left to the server. */
const MOST_MISSED = 2;

interface Job {
  answers: Answers;
  promise: Promise<Examined>;
  tell: (examined: Examined) => void;
}

function jobOf(answers: Answers): Job {
  let tell: Job["tell"] = () => undefined;
  const promise = new Promise<Examined>((resolve) => {
    tell = resolve;
  });
  return { answers, promise, tell };
}

const startWorker = (): Helper => new Worker(new URL("./problems.worker.ts", import.meta.url), { type: "module" });

/** Who looks at the answers to one form. */
export class Examiner {
  private helper: Helper | null = null;
  private isReady = false;
  /** Once no worker could be started. */
  private isHere = false;
  private missed = 0;
  private timer = 0;
  private running: Job | null = null;
  /** At most one: of what is typed meanwhile only the newest matters. */
  private waiting: Job | null = null;
  private last: Examined | null = null;

  constructor(
    private readonly form: RJSFSchema,
    private readonly uiSchema: UiSchema,
    private readonly start: () => Helper = startWorker,
  ) {}

  /** The problems of prepared answers; of newer ones where those were asked about before it was the turn of these. */
  examine(answers: Answers): Promise<Examined> {
    if (this.last?.answers === answers) return Promise.resolve(this.last);
    if (this.running === null) {
      const job = jobOf(answers);
      this.running = job;
      this.run();
      return job.promise;
    }
    if (this.running.answers === answers) return this.running.promise;
    if (this.waiting) this.waiting.answers = answers;
    else this.waiting = jobOf(answers);
    return this.waiting.promise;
  }

  /** The problems of these very answers, as far as they can be told here. */
  async examineThese(answers: Answers): Promise<Problem[]> {
    let examined = await this.examine(answers);
    while (examined.answers !== answers) examined = await this.examine(answers);
    return examined.problems ?? [];
  }

  /** Nobody waits for anything any more. */
  close(): void {
    this.running = null;
    this.waiting = null;
    this.letGo();
  }

  private run(): void {
    const { running } = this;
    if (running === null) return;
    if (this.isHere) this.done(findProblems(this.form, this.uiSchema, running.answers));
    else if (this.missed >= MOST_MISSED) this.done(null);
    else {
      this.timer = window.setTimeout(() => this.miss(), DEADLINE_MS);
      try {
        this.helper ??= this.hired();
        this.helper.postMessage({ answers: running.answers });
      } catch {
        this.miss();
      }
    }
  }

  private hired(): Helper {
    const helper = this.start();
    helper.onerror = () => this.miss();
    helper.onmessage = ({ data }) => {
      if ("isReady" in data) this.isReady = true;
      else {
        this.missed = 0;
        this.done(data.problems);
      }
    };
    helper.postMessage({ form: this.form, uiSchema: this.uiSchema, texts: globalThis.omeroFormsTexts });
    return helper;
  }

  private done(problems: Problem[] | null): void {
    const { running } = this;
    window.clearTimeout(this.timer);
    if (running === null) return;
    this.last = { answers: running.answers, problems };
    running.tell(this.last);
    this.running = this.waiting;
    this.waiting = null;
    this.run();
  }

  /** It failed, or came to no end. One that never began is none: then the page looks by itself. */
  private miss(): void {
    const hadBegun = this.isReady;
    this.letGo();
    if (!hadBegun) {
      this.isHere = true;
      this.run();
    } else if (this.running) {
      this.missed += 1;
      this.done(null);
    }
  }

  private letGo(): void {
    window.clearTimeout(this.timer);
    if (this.helper) {
      this.helper.onmessage = null;
      this.helper.onerror = null;
      this.helper.terminate();
    }
    this.helper = null;
    this.isReady = false;
  }
}
