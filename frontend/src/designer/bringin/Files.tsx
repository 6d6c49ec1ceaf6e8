// SPDX-License-Identifier: AGPL-3.0-or-later
/** What becomes of each file, and what is asked about it. */
import { useId, type ReactElement } from "react";
import { Icon } from "../../shared/icons";
import { rich } from "../../shared/rich";
import { t, tn } from "../../shared/texts";
import type { Imported } from "../../shared/types";
import { amount, shown } from "../../shared/words";
import { mean, meanAll, openOf, want, type Said } from "./said";

interface Props {
  files: readonly Imported[];
  said: Said;
  onSay: (said: Said) => void;
}

type FileProps = Omit<Props, "files"> & { file: Imported };

/** Where in a file; nothing where it is about the whole. */
const Pointer = ({ children }: { children: string }): ReactElement | null => (children ? <code className="of-small of-muted">{children}</code> : null);

function Mendings({ file, said, onSay }: FileProps): ReactElement {
  const meant = said.meant.get(file.file);
  const open = openOf(file, said);
  return (
    <fieldset className="of-field">
      <legend className="of-label">
        {rich(
          open > 0
            ? tn("{n} mending<small>, {open} waiting for your yes</small>", "{n} mendings<small>, {open} waiting for your yes</small>", file.mended.length, { open })
            : tn("{n} mending<small>, all meant</small>", "{n} mendings<small>, all meant</small>", file.mended.length),
          { small: (inside) => <span className="of-req">{inside}</span> },
        )}
      </legend>
      <ul className="of-stack of-stack--1">
        {file.mended.map(({ pointer, message }, index) => (
          <li key={`${pointer} ${index}`}>
            <label className="of-choice">
              <input
                className="of-check"
                type="checkbox"
                checked={meant?.has(pointer) ?? false}
                onChange={(event) => onSay(mean(said, file, pointer, event.target.checked))}
              />
              <span>
                {shown(message)} <Pointer>{pointer}</Pointer>
              </span>
            </label>
          </li>
        ))}
      </ul>
      {open > 1 && (
        <div>
          <button type="button" className="of-btn of-btn--sm" onClick={() => onSay(meanAll(said, [file]))}>
            {rich(t("Yes to all {n} <hidden>of {file}</hidden>", { n: open }), {
              hidden: (inside) => <span className="of-hidden">{rich(inside, { file: shown(file.file) })}</span>,
            })}
          </button>
        </div>
      )}
    </fieldset>
  );
}

function Problems({ file }: { file: Imported }): ReactElement {
  return (
    <ul className="of-stack of-stack--1">
      {file.problems.map(({ pointer, message }, index) => (
        <li className="of-error" key={`${pointer} ${index}`}>
          <Icon name="alert" />
          <span>
            {shown(message)} <Pointer>{pointer}</Pointer>
          </span>
        </li>
      ))}
    </ul>
  );
}

/** Whether a file becomes a form. */
function Wanted({ file, said, onSay }: FileProps): ReactElement {
  const name = shown(file.name || file.file);
  return (
    <label className="of-choice">
      <input className="of-check" type="checkbox" checked={said.wanted.has(file.file)} onChange={(event) => onSay(want(said, file, event.target.checked))} />
      <span>
        <b>{name}</b> <span className="of-small of-muted">{shown(file.file)}</span>
      </span>
    </label>
  );
}

function File(props: FileProps): ReactElement {
  const { file, said } = props;
  return (
    <li className="of-stack of-stack--1">
      {file.makes_form ? <Wanted {...props} /> : <p className="of-strong">{shown(file.file)}</p>}
      {file.problems.length > 0 && <Problems file={file} />}
      {file.makes_form && file.mended.length > 0 && said.wanted.has(file.file) && <Mendings {...props} />}
    </li>
  );
}

interface GroupProps extends Props {
  title: string;
  about: string;
  folded?: boolean;
}

function Group({ title, about, files, said, onSay, folded = false }: GroupProps): ReactElement | null {
  const id = useId();
  if (files.length === 0) return null;
  const list = (
    <ul className="of-files">
      {files.map((file) => (
        <File key={file.file} file={file} said={said} onSay={onSay} />
      ))}
    </ul>
  );
  return (
    <section className="of-card" aria-labelledby={id}>
      <div className="of-card__head">
        <h2 className="of-h2" id={id}>
          {title} <span className="of-count">{amount(files.length)}</span>
        </h2>
        <span className="of-small of-muted">{about}</span>
      </div>
      {folded ? (
        <details className="of-card__body">
          <summary>{tn("Show {n} file", "Show {n} files", files.length)}</summary>
          {list}
        </details>
      ) : (
        list
      )}
    </section>
  );
}

export function Files({ files, said, onSay }: Props): ReactElement {
  const refused = files.filter((file) => file.state === "refused");
  const of = (state: Imported["state"]): Imported[] => files.filter((file) => file.state === state && !file.part);
  const parts = files.filter((file) => file.part && file.state !== "refused");
  const shared = { said, onSay };
  return (
    <>
      <Group title={t("Refused")} about={t("These cannot become forms as they are. The others can.")} files={refused} {...shared} />
      <Group
        title={t("Mended")}
        about={t("Some things in these files were put right where it is plain what was meant. Say yes to each that you agree with; a file with one that you do not is not brought in.")}
        files={of("mended")}
        {...shared}
      />
      <Group title={t("Accepted")} about={t("These become forms as they are.")} files={of("accepted")} {...shared} />
      <Group
        title={t("Parts of others")}
        about={t("Other files refer to these, or they are no form of their own. What is needed of them is in the forms already.")}
        files={parts}
        folded
        {...shared}
      />
    </>
  );
}
