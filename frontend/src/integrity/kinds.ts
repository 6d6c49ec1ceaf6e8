// SPDX-License-Identifier: AGPL-3.0-or-later
import type { IntegrityFinding } from "../shared/types";

interface Words {
  name: string;
  means: string;
  todo: string;
}

const FIND_OUT = "Find out who it was: OMERO’s event log names the session of each change. Leave the annotation as it is; it is the evidence.";
const BESIDE = "It counts for nothing. Find out who made it before you remove it.";

/** What each kind of finding means, and what to do about it. */
export const KINDS: Record<IntegrityFinding["kind"], Words> = {
  altered: { name: "Altered", means: "It says something else than was recorded.", todo: FIND_OUT },
  missing: {
    name: "Missing",
    means: "A record is not where it was written any more.",
    todo: "Find out who removed it. Repair writes what the other side still has again; so does the next submission.",
  },
  reordered: { name: "Reordered", means: "The places of two records were swapped.", todo: FIND_OUT },
  doubled: { name: "Doubled", means: "A record is there twice. Nothing is lost by that: a save may have been repeated.", todo: "Nothing has to be done." },
  forked: {
    name: "Forked",
    means: "Two sealed records go on from the same place: two installations wrote at the same time.",
    todo: "Stop the second installation, such as one restored from a backup, and keep both databases. Then decide under Repair which of them counts.",
  },
  forged: { name: "Forged", means: "Something looks like a record, and was never recorded.", todo: BESIDE },
  foreign: { name: "Foreign", means: "It belongs to somebody else, or to another OMERO.", todo: FIND_OUT },
  unsealed: { name: "Unsealed", means: "Its seal is not the one that was made for it.", todo: FIND_OUT },
  unredacted: { name: "Unredacted", means: "What an admin had removed was there again.", todo: "Look for the backup that it came from." },
  key: {
    name: "Key",
    means: "It names a key that did not seal it, or that is not to be believed.",
    todo: "If you changed keys, see that the former ones are in omero.web.forms.former_keys. Else find out who changed it.",
  },
};
