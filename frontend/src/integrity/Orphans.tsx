// SPDX-License-Identifier: AGPL-3.0-or-later
import { useCallback, useState, type ReactElement } from "react";
import { Banner, Empty } from "../shared/parts";
import { Table } from "../shared/Table";
import { t, tn } from "../shared/texts";
import type { Orphan, Orphans as Page } from "../shared/types";
import { useAsk } from "../shared/useAsk";
import { amount, shown } from "../shared/words";
import { useIntegrity } from "./api";
import { Known } from "./Known";
import { Link } from "./Link";
import { addressOf } from "./parts";

const COLUMNS = [t("History"), t("What became of the object"), t("Submissions")];

function Row({ orphan }: { orphan: Orphan }): ReactElement {
  return (
    <tr role="row">
      <td role="cell" data-label={t("History")}>
        <Link to={addressOf({ part: "orphans", stream: orphan.stream })}>{shown(orphan.where)}</Link>
      </td>
      <td role="cell" data-label={t("Object")}>
        {orphan.message}
      </td>
      <td role="cell" data-label={t("Submissions")} className="of-num">
        {amount(orphan.submissions)}
      </td>
    </tr>
  );
}

const WHY = t(
  "What was said of an object stays when the object is deleted. Its history hangs on nothing then, and only admins read it. An object that gets the id again, as after a restore of OMERO, begins a history of its own.",
);

/** Those that were found so far, and the way on: histories are looked through a thousand at a time. */
function Found({ first }: { first: Page }): ReactElement {
  const { api } = useIntegrity();
  const { busy, failed, ask } = useAsk();
  const [pages, setPages] = useState([first]);
  const orphans = pages.flatMap((page) => page.orphans);
  const next = pages.at(-1)?.next ?? null;
  const lookOn = async (): Promise<void> => {
    if (next === null || busy) return;
    const more = await ask(() => api.orphans(next));
    if (more !== null) setPages([...pages, more]);
  };
  return (
    <>
      {orphans.length === 0 ? (
        <Empty icon="compliant" level={2} title={next === null ? t("Every history has its object") : t("None among the histories that were looked through")}>
          <p>{WHY}</p>
        </Empty>
      ) : (
        <>
          <p className="of-card__body of-muted">{WHY}</p>
          <Table label={t("Histories without their object")} look="of-table of-table--fold" columns={COLUMNS} bare>
            <tbody role="rowgroup">
              {orphans.map((orphan) => (
                <Row key={orphan.stream} orphan={orphan} />
              ))}
            </tbody>
          </Table>
        </>
      )}
      {failed && (
        <div className="of-card__body">
          <Banner kind="fault" role="alert" title={t("The search could not go on")}>
            <p>{failed.message}</p>
          </Banner>
        </div>
      )}
      {next !== null && (
        <p className="of-card__foot">
          <button type="button" className="of-btn of-btn--sm" aria-disabled={busy} onClick={() => void lookOn()}>
            {busy ? t("Looking…") : t("Look through the next thousand")}
          </button>
          <span className="of-small of-muted" role="status">
            {tn("{n} history was looked through.", "{n} histories were looked through.", pages.length * 1000)}
          </span>
        </p>
      )}
    </>
  );
}

/** Histories whose object is gone, or is another one now. */
export function Orphans(): ReactElement {
  const { api } = useIntegrity();
  const load = useCallback(() => api.orphans(""), [api]);
  return (
    <section className="of-card" aria-label={t("Orphans")}>
      <Known what={t("histories without their object")} load={load}>
        {(first) => <Found first={first} />}
      </Known>
    </section>
  );
}
