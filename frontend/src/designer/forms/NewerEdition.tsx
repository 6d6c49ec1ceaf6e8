// SPDX-License-Identifier: AGPL-3.0-or-later
/** What a form's entry in the library has become since the form was made from it. */
import { useCallback, type ReactElement } from "react";
import { Dialog } from "../../shared/Dialog";
import { NotLoaded } from "../../shared/parts";
import { useDesigner } from "../api";
import { t, tn } from "../../shared/texts";
import type { FormRow, LibraryChanges } from "../../shared/types";
import { useLoaded } from "../../shared/useLoaded";
import { shown } from "../../shared/words";
import { FoldedJson } from "../compare/FoldedJson";
import { Sentences } from "../compare/Sentences";
import type { Compared } from "../compare/SideBySide";
import { formAddress } from "../parts";
import { Refused } from "../../shared/Refused";
import { useAsk } from "../../shared/useAsk";

interface Props {
  base: string;
  form: FormRow;
  /** Where the form was made from. */
  origin: NonNullable<FormRow["library"]>;
  onClose: () => void;
}

const compared = ({ number, schema, ui_schema }: NonNullable<LibraryChanges["editions"]>["before"]): Compared => ({ name: t("Edition {number}", { number }), schema, uiSchema: ui_schema });

function Changes({ form }: { form: string }): ReactElement {
  const { api, guard } = useDesigner();
  const load = useCallback(() => guard(api.libraryChanges(form)), [api, guard, form]);
  const [loaded, reload] = useLoaded(load);
  if (loaded.state === "loading") return <p role="status">{t("Comparing the two editions…")}</p>;
  if (loaded.state === "failed") return <NotLoaded what={t("What was changed")} error={loaded.error} onRetry={reload} />;
  const { changes, editions } = loaded.value;
  return (
    <>
      {changes.length === 0 ? <p>{t("It asks the same, in other words or another order.")}</p> : <p>{tn("{n} change in the library since:", "{n} changes in the library since:", changes.length)}</p>}
      <Sentences changes={changes} />
      {editions && <FoldedJson before={compared(editions.before)} after={compared(editions.after)} />}
    </>
  );
}

/** Shows it, and begins a draft that takes it over. */
export function NewerEdition({ base, form, origin, onClose }: Props): ReactElement {
  const { api } = useDesigner();
  const { busy, failed, ask } = useAsk();
  const take = async (): Promise<void> => {
    if (form.draft) {
      window.location.assign(formAddress(base, form.form));
      return;
    }
    const draft = await ask(() => api.useEntry(origin.entry, form.form));
    if (draft) window.location.assign(formAddress(base, draft.form));
  };
  return (
    <Dialog
      title={t("{form}: edition {edition} in the library", { form: shown(form.name), edition: origin.newer ?? origin.edition })}
      action={form.draft ? t("Open the draft") : t("Take it over in a draft")}
      keep={t("Close")}
      harmless
      busy={busy}
      onAction={() => void take()}
      onClose={onClose}
    >
      {failed && <Refused what={t("No draft was begun")} error={failed} />}
      <p>{t("This form was made from edition {edition}.", { edition: origin.edition })}</p>
      <Changes form={form.form} />
      <p className="of-small of-muted">
        {form.draft
          ? t("There is a draft of this form already. Publish or discard it first, then the new edition can be taken over; or change the draft by hand.")
          : t("The draft begins with the library’s new edition: what you changed in your form yourself is not in it. The form stays as it is until you publish, and publishing first shows all that would change.")}
      </p>
    </Dialog>
  );
}
