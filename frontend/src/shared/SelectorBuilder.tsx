// SPDX-License-Identifier: AGPL-3.0-or-later
/** Which objects a policy or an exemption is about: conditions joined by all, any and none. Loaded when somebody opens it. */
import { useEffect, useRef, useState, type ReactElement } from "react";
import { QueryBuilder, type Field, type RuleGroupType } from "react-querybuilder";
import { fromQuery, toQuery } from "./query";
import type { Words } from "./selectorWords";
import { t } from "./texts";

const field = (name: string, label: string, operator: string, more: Partial<Field> = {}): Field => ({
  name,
  label,
  operators: [{ name: "is", label: operator }],
  ...more,
});

const FIELDS: Field[] = [
  field("name", t("Name"), t("fits the pattern"), { placeholder: "*_TIRF_*" }),
  field("tag", t("Tag"), t("is")),
  field("project", t("Project"), t("is called")),
  field("created_after", t("Made"), t("after"), { inputType: "date" }),
  field("min_images", t("Images"), t("at least"), { inputType: "number" }),
];

const COMBINATORS = [
  { name: "all", label: t("All of these hold") },
  { name: "any", label: t("Any of these holds") },
  { name: "none", label: t("None of these holds") },
];

// no text: classes of elements
const BUTTON = "of-btn of-btn--sm";
const CLASSES = {
  fields: "of-select",
  operators: "of-select",
  combinators: "of-select",
  value: "of-input",
  addRule: BUTTON,
  addGroup: BUTTON,
  removeRule: BUTTON,
  removeGroup: BUTTON,
};

const SAID = {
  fields: { title: t("What is asked") },
  operators: { title: t("How it is asked") },
  value: { title: t("Value") },
  combinators: { title: t("How many hold") },
  addRule: { label: t("Add a condition"), title: t("Add a condition") },
  addGroup: { label: t("Add a group of conditions"), title: t("Add a group of conditions") },
  removeRule: { label: t("Take out"), title: t("Take out this condition") },
  removeGroup: { label: t("Take out the group"), title: t("Take out this group of conditions") },
};

interface Props {
  selector: Words | undefined;
  /** What it means that there is no condition, as a sentence. */
  without: string;
  /** It takes the place of a button that somebody pressed: who works by keyboard goes on in it. */
  isOpened?: boolean;
  onChange: (words: Words) => void;
}

export function SelectorBuilder({ selector, without, isOpened = false, onChange }: Props): ReactElement {
  // Kept as it is edited: a group without a condition says nothing, and would go while it is being filled.
  const [query, setQuery] = useState<RuleGroupType>(() => toQuery(selector));
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (isOpened) box.current?.querySelector<HTMLElement>("select, button")?.focus();
  }, [isOpened]);
  return (
    <div className="of-query" ref={box}>
      <QueryBuilder
        fields={FIELDS}
        combinators={COMBINATORS}
        query={query}
        onQueryChange={(next) => {
          setQuery(next as RuleGroupType);
          onChange(fromQuery(next as RuleGroupType));
        }}
        controlClassnames={CLASSES}
        translations={SAID}
        maxLevels={5}
        resetOnFieldChange
      />
      <p className="of-help">
        {t("In a name * stands for any letters and ? for one; capitals make no difference.")} {without}
      </p>
    </div>
  );
}
