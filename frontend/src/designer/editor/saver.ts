// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * Saves a draft while it is changed: once somebody pauses, one request at a time, the newest text each time. It goes on from the number
 * that it knows and never over somebody else's; where that, or anything else, is in the way, it stops and says so.
 */
import { ApiError } from "../../shared/api/client";
import type { Details } from "../../shared/api/routes";
import { t } from "../../shared/texts";
import type { FormDraft, NewDraft, SavedDraft } from "../../shared/types";
import type { FormDocument } from "../document/document";
import { isSameDocument } from "./localCopy";

export type SaveState =
  | { kind: "saved"; at: Date }
  /** Changed, and saved in a moment. */
  | { kind: "changed" }
  | { kind: "saving" }
  /** Tried again by itself at that time. */
  | { kind: "waiting"; error: ApiError; at: Date }
  /** Nobody, or somebody else, is logged in. */
  | { kind: "loggedOut" }
  | { kind: "stale"; newest: Details["stale_draft"] }
  /** There is no draft any more. */
  | { kind: "gone" }
  | { kind: "refused"; error: ApiError };

export interface SaverCalls {
  put: (saved: SavedDraft) => Promise<FormDraft>;
  /** Whether the person is logged in whose changes these are. */
  confirm: () => Promise<boolean>;
  tell: (state: SaveState) => void;
  /** What is saved under which number. */
  onSaved: (draft: FormDraft, document: FormDocument) => void;
}

const PAUSE_MS = 1200;
/** Who never pauses is saved all the same. */
const LONGEST_MS = 10_000;
const RETRY_MS = [2000, 4000, 8000, 15_000, 30_000];

export const documentOf = ({ name, description, schema, ui_schema }: FormDraft): FormDocument => ({ name, description, schema, uiSchema: ui_schema });

/** The document as the API takes it. */
export const draftOf = ({ uiSchema, ...texts }: FormDocument): NewDraft => ({ ...texts, ui_schema: uiSchema });

const STOPPED: ReadonlySet<SaveState["kind"]> = new Set(["stale", "gone", "refused", "loggedOut"]);

/** Why nothing was saved, where the page itself failed. */
const OWN_FAULT = t("Something went wrong on this page. Reload it; what you changed is kept in this browser.");

export class Saver {
  private document: FormDocument;
  private saved: FormDocument;
  private savedAt: Date;
  private state: SaveState;
  private timer = 0;
  /** When the oldest change was made that is not saved. */
  private since = 0;
  private tries = 0;
  private running: Promise<void> | null = null;
  private isClosed = false;

  constructor(
    draft: FormDraft,
    private readonly calls: SaverCalls,
  ) {
    this.base = draft.number;
    this.saved = documentOf(draft);
    this.document = this.saved;
    this.savedAt = new Date(draft.saved_at);
    this.state = { kind: "saved", at: this.savedAt };
  }

  /** The number of the draft that is gone on from. */
  base: number;

  get isSaved(): boolean {
    return isSameDocument(this.document, this.saved);
  }

  /** What the document is now. */
  put(document: FormDocument): void {
    if (isSameDocument(document, this.document)) return;
    this.document = document;
    // What was refused may be right now.
    if (this.running !== null || !(this.mayTry || this.state.kind === "refused")) return;
    if (this.isSaved) {
      window.clearTimeout(this.timer);
      this.say({ kind: "saved", at: this.savedAt });
      return;
    }
    if (this.state.kind !== "changed") {
      this.since = Date.now();
      this.say({ kind: "changed" });
    }
    this.after(Math.max(0, Math.min(PAUSE_MS, this.since + LONGEST_MS - Date.now())));
  }

  /** Goes on from what is the newest now, over whatever is there: somebody has seen it and said so. */
  goOnFrom(number: number): void {
    this.base = number;
    this.again();
  }

  /** The draft as it is on the server now; what the page shows is that, or comes of it. */
  take(draft: FormDraft): void {
    this.base = draft.number;
    this.saved = documentOf(draft);
    this.savedAt = new Date(draft.saved_at);
    this.say({ kind: "saved", at: this.savedAt });
  }

  /** Tries anew, at once. */
  again(): void {
    this.tries = 0;
    this.say({ kind: "changed" });
    void this.now();
  }

  /** Saves at once what is not saved. Whether all is saved then. */
  async now(): Promise<boolean> {
    window.clearTimeout(this.timer);
    while (!this.isSaved && this.mayTry && !this.isClosed) {
      this.running ??= this.attempt().finally(() => {
        this.running = null;
      });
      await this.running;
      if (this.state.kind === "waiting") break;
    }
    return this.isSaved && this.state.kind === "saved";
  }

  /** Somebody looks, again maybe. */
  open(): void {
    this.isClosed = false;
  }

  /** Nothing of it is to be saved any more. */
  forget(): void {
    window.clearTimeout(this.timer);
    this.document = this.saved;
    this.isClosed = true;
  }

  /** Nobody looks any more; what was begun comes to its end. */
  close(): void {
    window.clearTimeout(this.timer);
    void this.now();
    this.isClosed = true;
  }

  /** Somebody has to decide, or to log in, before anything can be saved. */
  private get mayTry(): boolean {
    return !STOPPED.has(this.state.kind);
  }

  private say(state: SaveState): void {
    this.state = state;
    if (!this.isClosed) this.calls.tell(state);
  }

  private after(ms: number): void {
    window.clearTimeout(this.timer);
    if (!this.isClosed) this.timer = window.setTimeout(() => void this.now(), ms);
  }

  private async attempt(): Promise<void> {
    const { document } = this;
    this.say({ kind: "saving" });
    try {
      // Somebody else may have logged in in this browser since: in their name nothing of this is saved.
      if (!(await this.calls.confirm())) {
        this.say({ kind: "loggedOut" });
        return;
      }
      const draft = await this.calls.put({ ...draftOf(document), base: this.base });
      this.base = draft.number;
      this.saved = document;
      this.savedAt = new Date(draft.saved_at);
      this.tries = 0;
      this.since = Date.now();
      this.calls.onSaved(draft, document);
      this.say(this.isSaved ? { kind: "saved", at: this.savedAt } : { kind: "changed" });
      if (!this.isSaved) this.after(PAUSE_MS);
    } catch (failure) {
      this.fail(failure instanceof ApiError ? failure : new ApiError(0, "page_fault", OWN_FAULT));
    }
  }

  private fail(error: ApiError): void {
    const newest = error.detailsOf("stale_draft");
    if (error.loginNeeded) this.say({ kind: "loggedOut" });
    else if (newest) this.say({ kind: "stale", newest });
    else if (error.status === 404) this.say({ kind: "gone" });
    else if (error.passing) {
      const pause = Math.max(RETRY_MS[Math.min(this.tries, RETRY_MS.length - 1)] ?? 0, (error.waitS ?? 0) * 1000);
      this.tries += 1;
      this.say({ kind: "waiting", error, at: new Date(Date.now() + pause) });
      this.after(pause);
    } else this.say({ kind: "refused", error });
  }
}
