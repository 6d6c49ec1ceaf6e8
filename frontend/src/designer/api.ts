// SPDX-License-Identifier: AGPL-3.0-or-later
/** The calls of the API that only the designer makes: no other page loads them. */
import { JobsApi } from "../shared/api/jobs";
import type { Answer } from "../shared/api/routes";
import type { paths } from "../shared/api/schema";
import { useApi, type GuardOf } from "../shared/session";
import type {
  Answers,
  Brought,
  CheckedForm,
  DraftChanges,
  DraftState,
  FormChange,
  FormDraft,
  FormList,
  FormRow,
  Group,
  GroupCopies,
  GroupForms,
  Impact,
  Library,
  LibraryChanges,
  LibraryEntryView,
  NewDraft,
  NextDemands,
  ObjectTypePath,
  Published,
  SavedDraft,
  TriedAnswers,
  VersionRow,
  VersionText,
} from "../shared/types";

/** For files on their way over a slow line; the server answers within seconds once it has them. */
const UPLOAD_MS = 300_000;

export class DesignerApi extends JobsApi {
  /** The forms that the reader may know of. */
  forms(): Promise<FormList> {
    return this.get("/forms", {});
  }

  /**
   * What becomes of files, each by its path; unless it is only to be looked at, drafts are begun of those that `yes` names, with the
   * pointers of the mendings that are meant.
   */
  async bringIn(files: readonly { path: string; file: File }[], yes: Record<string, string[]> | "look"): Promise<Brought> {
    const body = new FormData();
    for (const { path, file } of files) body.append("files", file, path);
    if (yes === "look") body.append("check", "1");
    else body.append("yes", JSON.stringify(yes));
    return (await this.write("POST", "/forms/import", body, UPLOAD_MS)) as Answer<paths["/forms/import"]["post"]>;
  }

  /** The forms that a group is offered, and those that it could be. */
  groupForms(group: number): Promise<GroupForms> {
    return this.get("/groups/{group}/forms", { group });
  }

  /** For owners of the group, and admins without restrictions. */
  groupCopies(group: number): Promise<GroupCopies> {
    return this.get("/groups/{group}/copies", { group });
  }

  /** Begins to remake the copies of a form on objects of a group; the id of the job that does. */
  async remakeCopies(form: string, group: number): Promise<number> {
    return (await this.post("/forms/{form}/copies", { form }, { group })).job;
  }

  /** Begins a new form of one's own that is as this one is. */
  duplicateForm(form: string): Promise<FormDraft> {
    return this.post("/forms/{form}/duplicate", { form }, {});
  }

  // What changes a form answers with what the form is then: as before, as long as OMERO has no record of the change.

  offer(form: string, group: number, type: ObjectTypePath): Promise<FormRow> {
    return this.put("/forms/{form}/offers/{group}/{type}", { form, group, type }, {});
  }

  withdraw(form: string, group: number, type: ObjectTypePath): Promise<FormRow> {
    return this.delete("/forms/{form}/offers/{group}/{type}", { form, group, type });
  }

  library(): Promise<Library> {
    return this.get("/library", {});
  }

  libraryEntry(entry: string): Promise<LibraryEntryView> {
    return this.get("/library/{entry}", { entry });
  }

  /** Begins a draft from an entry of the library: of a new form, or the next version of `form`. */
  useEntry(entry: string, form: string | null = null): Promise<FormDraft> {
    return this.post("/library/{entry}/use", { entry }, { form });
  }

  /** What was changed in the library since a form was made from it. */
  libraryChanges(form: string): Promise<LibraryChanges> {
    return this.get("/forms/{form}/library", { form });
  }

  /** Begins a new form: its draft, under the id that the form will have. */
  beginForm(drafted: NewDraft): Promise<FormDraft> {
    return this.post("/forms", {}, drafted);
  }

  /** Begins the next version of a form, from one of its versions, by default the current one. */
  beginDraft(form: string, version?: number): Promise<FormDraft> {
    return this.post("/forms/{form}/draft", { form }, { version: version ?? null });
  }

  formDraft(form: string): Promise<FormDraft> {
    return this.get("/forms/{form}/draft", { form });
  }

  saveFormDraft(form: string, saved: SavedDraft): Promise<FormDraft> {
    return this.put("/forms/{form}/draft", { form }, saved);
  }

  async discardFormDraft(form: string, base: number): Promise<void> {
    await this.delete("/forms/{form}/draft", { form }, { base });
  }

  /** What was saved of a draft, newest first. */
  async draftStates(form: string): Promise<DraftState[]> {
    return (await this.get("/forms/{form}/draft/states", { form })).states;
  }

  draftState(form: string, id: number): Promise<FormDraft> {
    return this.get("/forms/{form}/draft/states/{id}", { form, id });
  }

  /** What is wrong with schemas. Nothing is written. */
  checkForm(schemas: { schema: string; ui_schema: string }): Promise<CheckedForm> {
    return this.post("/forms/check", {}, schemas);
  }

  draftChanges(form: string): Promise<DraftChanges> {
    return this.get("/forms/{form}/draft/changes", { form });
  }

  /** Judges the newest answers from those behind `after` on, some at a time. */
  draftImpact(form: string, after: number): Promise<Impact> {
    return this.get("/forms/{form}/draft/impact", { form }, { after });
  }

  /** The policies that will demand the version that the draft becomes. */
  draftDemands(form: string): Promise<NextDemands> {
    return this.get("/forms/{form}/draft/demands", { form });
  }

  publishDraft(form: string, draft: { base: number; message: string }): Promise<Published> {
    return this.post("/forms/{form}/draft/publish", { form }, draft);
  }

  /** What is known of a form, by whoever may know of it. */
  formRow(form: string): Promise<FormRow> {
    return this.get("/forms/{form}", { form });
  }

  /** Newest first. */
  async formVersions(form: string): Promise<VersionRow[]> {
    return (await this.get("/forms/{form}/versions", { form })).versions;
  }

  formVersion(form: string, number: number): Promise<VersionText> {
    return this.get("/forms/{form}/versions/{number}", { form, number });
  }

  // As offering does, these answer with what the form is then.

  retireForm(form: string, message: string): Promise<FormRow> {
    return this.post("/forms/{form}/retire", { form }, { message });
  }

  restoreForm(form: string): Promise<FormRow> {
    return this.post("/forms/{form}/restore", { form }, { message: "" });
  }

  setOwners(form: string, owners: { owners: number[]; base: number[] }): Promise<FormRow> {
    return this.put("/forms/{form}/owners", { form }, owners);
  }

  /** Those that the reader may offer forms to. */
  async groups(): Promise<Group[]> {
    return (await this.get("/groups", {})).groups;
  }

  /** What is different in the version `to`. */
  async formChanges(form: string, number: number, to: number): Promise<FormChange[]> {
    return (await this.get("/forms/{form}/versions/{number}/changes", { form, number }, { to })).changes;
  }

  /** What the draft says of answers. Nothing is recorded. */
  testDraft(form: string, answers: Answers): Promise<TriedAnswers> {
    return this.post("/forms/{form}/draft/test", { form }, { answers });
  }
}

export type DesignerGuard = GuardOf<DesignerApi>;

/** Who is logged in, with all calls that the designer makes. */
export const useDesigner = (): DesignerGuard => useApi(DesignerApi);
