// SPDX-License-Identifier: AGPL-3.0-or-later
import { useEffect, useRef, type ReactElement } from "react";
import { Icon } from "../../shared/icons";
import { Banner } from "../../shared/parts";
import { t } from "../../shared/texts";
import type { Published } from "../../shared/types";
import { shown } from "../../shared/words";
import { formAddress } from "../parts";

/** The fact, the number, the state; then what to do next. */
export function Done({ base, name, done }: { base: string; name: string; done: Published }): ReactElement {
  const { form, version, recorded } = done;
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const page = formAddress(base, form, "versions/");
  return (
    <>
      <div className="of-head">
        <div className="of-head__text">
          <h1 className="of-h1" tabIndex={-1} ref={heading}>
            {t("Version {version} of {name} is published", { version, name: shown(name) })}
          </h1>
          <p className="of-state" data-state={recorded ? "recorded" : "pending"} role="status">
            <Icon name={recorded ? "recorded" : "pending"} />
            {recorded ? t("Recorded in OMERO") : t("Pending: its record is being written to OMERO. That goes on by itself; you can leave this page.")}
          </p>
        </div>
      </div>
      <Banner
        kind="ok"
        title={version === 1 ? t("People can fill it in once it is offered to their group") : t("From now on people fill in version {version} wherever the form is offered", { version })}
        actions={
          <>
            <a className="of-btn of-btn--primary" href={`${page}#offers`}>
              {t("Offer it to groups")}
            </a>
            <a className="of-btn" href={page}>
              {t("See its versions")}
            </a>
            <a className="of-btn" href={`${base}designer/`}>
              {t("All forms")}
            </a>
          </>
        }
      >
        {version > 1 && <p>{t("Answers to version {version} stay as they are. The draft is gone: the next change begins a new one.", { version: version - 1 })}</p>}
      </Banner>
    </>
  );
}
