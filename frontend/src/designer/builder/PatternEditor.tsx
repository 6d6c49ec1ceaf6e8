// SPDX-License-Identifier: AGPL-3.0-or-later
/** A pattern, and examples of what it is to take: each is tried while one types, as the page will try answers. */
import { useState, type ReactElement } from "react";
import { isFound, pagePattern } from "../../form/patterns";
import { Icon } from "../../shared/icons";
import { rich } from "../../shared/rich";
import { t } from "../../shared/texts";
import { AreaRow, TextRow } from "./fields";

interface Props {
  pattern: string;
  examples: readonly unknown[];
  isReadOnly: boolean;
  onPattern: (pattern: string) => void;
  onExamples: (examples: readonly string[]) => void;
}

function Tried({ pattern, text }: { pattern: string; text: string }): ReactElement {
  const fits = isFound(pattern, text);
  return (
    <li className={fits ? "of-small" : "of-error"}>
      <Icon name={fits ? "check" : "alert"} />
      <span>
        {rich(fits ? t("{text} fits.") : t("{text} does not fit the pattern."), { text: <span className="of-mono">{text}</span> })}
      </span>
    </li>
  );
}

export function PatternEditor({ pattern, examples, isReadOnly, onPattern, onExamples }: Props): ReactElement {
  const [tried, setTried] = useState("");
  const [typed, setTyped] = useState<string | null>(null);
  const lines = examples.filter((example) => typeof example === "string");
  const isPattern = pagePattern(pattern) !== null;
  return (
    <div className="of-stack of-stack--3">
      <TextRow
        label={t("Pattern")}
        isCode
        value={pattern}
        isReadOnly={isReadOnly}
        help={t("A regular expression. Begin with ^ and end with $ for one that the whole answer has to fit.")}
        error={isPattern ? null : t("This is no pattern that browsers and the server read alike.")}
        onChange={onPattern}
      />
      <div onBlur={() => setTyped(null)}>
        <AreaRow
          label={t("Examples, one on each line")}
          isCode
          rows={2}
          value={typed ?? lines.join("\n")}
          isReadOnly={isReadOnly}
          help={t("They are shown to people whose answer does not fit.")}
          onChange={(text) => {
            setTyped(text);
            onExamples(text.split("\n").filter((line) => line !== ""));
          }}
        />
      </div>
      <TextRow label={t("Try an answer")} isCode value={tried} isReadOnly={false} help={t("Tried here only; it is not kept.")} onChange={setTried} />
      {isPattern && (lines.length > 0 || tried) && (
        <ul className="of-stack of-stack--1" aria-label={t("Tried against the pattern")} aria-live="polite">
          {lines.map((line, index) => (
            <Tried key={index} pattern={pattern} text={line} />
          ))}
          {tried && <Tried pattern={pattern} text={tried} />}
        </ul>
      )}
    </div>
  );
}
