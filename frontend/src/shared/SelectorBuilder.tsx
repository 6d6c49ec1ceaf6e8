// SPDX-License-Identifier: AGPL-3.0-or-later
/** Which objects a policy or an exemption is about: conditions joined by all, any and none. Loaded when somebody opens it. */
import { useState, type ReactElement } from "react";
import { QueryBuilder, type Field, type RuleGroupType } from "react-querybuilder";
import { fromQuery, toQuery } from "./query";
import type { Words } from "./selectorWords";

const field = (name: string, label: string, operator: string, more: Partial<Field> = {}): Field => ({
  name,
  label,
  operators: [{ name: "is", label: operator }],
  ...more,
});

const FIELDS: Field[] = [
  field("name", "Name", "fits the pattern", { placeholder: "*_TIRF_*" }),
  field("tag", "Tag", "is"),
  field("project", "Project", "is called"),
  field("created_after", "Made", "after", { inputType: "date" }),
  field("min_images", "Images", "at least", { inputType: "number" }),
];

const COMBINATORS = [
  { name: "all", label: "All of these hold" },
  { name: "any", label: "Any of these holds" },
  { name: "none", label: "None of these holds" },
];

const CLASSES = {
  fields: "of-select",
  operators: "of-select",
  combinators: "of-select",
  value: "of-input",
  addRule: "of-btn of-btn--sm",
  addGroup: "of-btn of-btn--sm",
  removeRule: "of-btn of-btn--sm",
  removeGroup: "of-btn of-btn--sm",
};

const SAID = {
  fields: { title: "What is asked" },
  operators: { title: "How it is asked" },
  value: { title: "Value" },
  combinators: { title: "How many hold" },
  addRule: { label: "Add a condition", title: "Add a condition" },
  addGroup: { label: "Add a group of conditions", title: "Add a group of conditions" },
  removeRule: { label: "Take out", title: "Take out this condition" },
  removeGroup: { label: "Take out the group", title: "Take out this group of conditions" },
};

interface Props {
  selector: Words | undefined;
  /** What it means that there is no condition, as a sentence. */
  without: string;
  onChange: (words: Words) => void;
}

export default function SelectorBuilder({ selector, without, onChange }: Props): ReactElement {
  // Kept as it is edited: a group without a condition says nothing, and would go while it is being filled.
  const [query, setQuery] = useState<RuleGroupType>(() => toQuery(selector));
  return (
    <div className="of-query">
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
        In a name * stands for any letters and ? for one; capitals make no difference. {without}
      </p>
    </div>
  );
}
