// SPDX-License-Identifier: AGPL-3.0-or-later
import { t } from "../shared/texts";
import type { IntegrityFinding } from "../shared/types";

interface Words {
  name: string;
  means: string;
  todo: string;
}

const FIND_OUT = t("Find out who it was: OMERO’s event log names the session of each change. Leave the annotation as it is; it is the evidence.");
const BESIDE = t("It counts for nothing. Find out who made it before you remove it.");

/** What each kind of finding means, and what to do about it. */
export const KINDS: Record<IntegrityFinding["kind"], Words> = {
  altered: { name: t("Altered"), means: t("It says something else than was recorded."), todo: FIND_OUT },
  missing: {
    name: t("Missing"),
    means: t("A record is not where it was written any more."),
    todo: t("Find out who removed it. Repair writes what the other side still has again; so does the next submission."),
  },
  reordered: { name: t("Reordered"), means: t("The places of two records were swapped."), todo: FIND_OUT },
  doubled: { name: t("Doubled"), means: t("A record is there twice. Nothing is lost by that: a save may have been repeated."), todo: t("Nothing has to be done.") },
  forked: {
    name: t("Forked"),
    means: t("Two sealed records go on from the same place: two installations wrote at the same time."),
    todo: t("Stop the second installation, such as one restored from a backup, and keep both databases. Then decide under Repair which of them counts."),
  },
  forged: { name: t("Forged"), means: t("Something looks like a record, and was never recorded."), todo: BESIDE },
  foreign: { name: t("Foreign"), means: t("It belongs to somebody else, or to another OMERO."), todo: FIND_OUT },
  unsealed: { name: t("Unsealed"), means: t("Its seal is not the one that was made for it."), todo: FIND_OUT },
  unredacted: { name: t("Unredacted"), means: t("What an admin had removed was there again."), todo: t("Look for the backup that it came from.") },
  key: {
    name: t("Key"),
    means: t("It names a key that did not seal it, or that is not to be believed."),
    todo: t("If you changed keys, see that the former ones are in omero.web.forms.former_keys. Else find out who changed it."),
  },
};
