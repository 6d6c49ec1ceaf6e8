// SPDX-License-Identifier: AGPL-3.0-or-later
import { Component, type ReactNode } from "react";
import { Banner } from "./parts";
import { t } from "./texts";

interface Props {
  children: ReactNode;
  /** What stands in place of what failed; `again` tries to show that anew. */
  fallback?: (again: () => void) => ReactNode;
  /** What is to be done before that. */
  onAgain?: () => void;
}

/** A fault of the page itself: said, not left as a blank panel. */
export class Boundary extends Component<Props, { isBroken: boolean }> {
  override state = { isBroken: false };

  static getDerivedStateFromError(): { isBroken: boolean } {
    return { isBroken: true };
  }

  private readonly again = (): void => {
    this.props.onAgain?.();
    this.setState({ isBroken: false });
  };

  override render(): ReactNode {
    if (!this.state.isBroken) return this.props.children;
    if (this.props.fallback) return this.props.fallback(this.again);
    return (
      <div className="of-panel-body">
        <Banner
          kind="fault"
          role="alert"
          title={t("This part of the page has failed")}
          actions={
            <button type="button" className="of-btn" onClick={this.again}>
              {t("Show it again")}
            </button>
          }
        >
          <p>{t("What was saved or submitted is not affected. If this happens again, reload the page; if that does not help, tell an admin what you opened.")}</p>
        </Banner>
      </div>
    );
  }
}
