// SPDX-License-Identifier: AGPL-3.0-or-later
import { Fragment, useCallback, type ReactElement } from "react";
import { Icon } from "../shared/icons";
import { rich } from "../shared/rich";
import { useGuard } from "../shared/session";
import { t } from "../shared/texts";
import type { FormView, Submission } from "../shared/types";
import { useLoaded } from "../shared/useLoaded";
import { lowerType, typeWord } from "../shared/words";

/** A digest in groups of four, two lines of eight groups. */
export function grouped(hex: string): string[] {
  const groups = hex.match(/.{1,4}/g) ?? [];
  const lines: string[] = [];
  for (let start = 0; start < groups.length; start += 8) lines.push(groups.slice(start, start + 8).join(" "));
  return lines;
}

function Digest({ hex }: { hex: string }): ReactElement {
  return (
    <dd className="of-mono">
      {grouped(hex).map((line, index) => (
        <Fragment key={line + String(index)}>
          {index > 0 && <br />}
          {line}
        </Fragment>
      ))}
    </dd>
  );
}

/** What proves that a submission is as it was accepted, and a file with all of it for somebody who has no access to OMERO. */
export function Proof({ submission, object }: { submission: Submission; object: FormView["object"] }): ReactElement {
  const { api, guard } = useGuard();
  const load = useCallback(() => guard(api.submission(submission.id)), [api, guard, submission.id]);
  // The seal comes with the record, so a new state is reason to look again.
  const [loaded, reload] = useLoaded(load, submission.state);
  const proof = loaded.state === "ready" ? loaded.value.proof : null;
  return (
    <section className="of-card" aria-labelledby="of-proof">
      <div className="of-card__head">
        <Icon name="seal" />
        <h2 className="of-h2" id="of-proof">
          {rich(t("Proof <over>of submission {number}</over>", { number: submission.number }), { over: (inside) => <span className="of-over">{inside}</span> })}
        </h2>
      </div>
      <div className="of-card__body of-stack of-stack--3">
        {loaded.state === "failed" && (
          <p className="of-row">
            {loaded.error.message}
            <button type="button" className="of-btn of-btn--sm" onClick={reload}>
              {t("Try again")}
            </button>
          </p>
        )}
        {proof && (
          <dl className="of-proof">
            <dt>{t("SHA-256 digest")}</dt>
            <Digest hex={proof.digest} />
            <dt>{t("Previous digest")}</dt>
            {/^0*$/.test(proof.previous) ? <dd>{t("none; this is the first submission")}</dd> : <Digest hex={proof.previous} />}
            <dt>{t("Seal")}</dt>
            <dd>
              {proof.seal ? rich(t("Ed25519, key {key}"), { key: <span className="of-mono">{proof.key}</span> }) : t("not sealed yet")}
            </dd>
            <dt>{t("Place")}</dt>
            <dd>
              {rich(t("number {number} of {stream}"), { number: proof.number, stream: <span className="of-mono">{proof.stream}</span> })}
            </dd>
          </dl>
        )}
        <p className="of-small of-muted">
          {submission.imported
            ? t("The digest covers what was imported, who imported it and when, and the digest before it. It does not prove what OMERO.forms says of who gave these answers, and when.")
            : t("The digest covers the answers, who gave them, when, for which object and form version, and the digest before it.")}{" "}
          {t("The seal is made with a key that is kept outside OMERO, so nobody without it can change, remove or reorder what is recorded without being noticed.")}
        </p>
        <div className="of-row">
          <a className="of-btn" href={`${api.base}api/v1/objects/${lowerType(object.type)}/${object.id}/bundle`} download>
            <Icon name="download" />
            {t("Download proof")}
          </a>
          <span className="of-small of-muted">
            {t("All that was submitted for this {type}, in one file that can be checked without OMERO. It holds the answers.", {
              type: typeWord(object.type),
            })}
          </span>
        </div>
      </div>
    </section>
  );
}
