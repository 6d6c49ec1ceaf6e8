// SPDX-License-Identifier: AGPL-3.0-or-later
import { useEffect, useRef, type ReactElement } from "react";
import { Icon } from "../../shared/icons";
import { Banner } from "../../shared/parts";
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
            Version {version} of {shown(name)} is published
          </h1>
          <p className="of-state" data-state={recorded ? "recorded" : "pending"} role="status">
            <Icon name={recorded ? "recorded" : "pending"} />
            {recorded ? "Recorded in OMERO" : "Pending: its record is being written to OMERO. That goes on by itself; you can leave this page."}
          </p>
        </div>
      </div>
      <Banner
        kind="ok"
        title={version === 1 ? "People can fill it in once it is offered to their group" : `From now on people fill in version ${version} wherever the form is offered`}
        actions={
          <>
            <a className="of-btn of-btn--primary" href={`${page}#offers`}>
              Offer it to groups
            </a>
            <a className="of-btn" href={page}>
              See its versions
            </a>
            <a className="of-btn" href={`${base}designer/`}>
              All forms
            </a>
          </>
        }
      >
        {version > 1 && <p>Answers to version {version - 1} stay as they are. The draft is gone: the next change begins a new one.</p>}
      </Banner>
    </>
  );
}
