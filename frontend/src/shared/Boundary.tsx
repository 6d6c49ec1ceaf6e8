// SPDX-License-Identifier: AGPL-3.0-or-later
import { Component, type ReactNode } from "react";
import { Banner } from "./parts";

/** A fault of the page itself: said, not left as a blank panel. Drafts are stored with every change, so none is lost. */
export class Boundary extends Component<{ children: ReactNode }, { isBroken: boolean }> {
  override state = { isBroken: false };

  static getDerivedStateFromError(): { isBroken: boolean } {
    return { isBroken: true };
  }

  override render(): ReactNode {
    if (!this.state.isBroken) return this.props.children;
    return (
      <div className="of-panel-body">
        <Banner
          kind="fault"
          role="alert"
          title="This part of the page has failed"
          actions={
            <button type="button" className="of-btn" onClick={() => this.setState({ isBroken: false })}>
              Show it again
            </button>
          }
        >
          <p>What you typed is kept as a draft in this browser. If it fails again, tell an admin what you opened.</p>
        </Banner>
      </div>
    );
  }
}
