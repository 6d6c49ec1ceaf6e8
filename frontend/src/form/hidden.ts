// SPDX-License-Identifier: AGPL-3.0-or-later
/** Answers to questions that another answer has taken off the page must not be sent unseen. */
import { retrieveSchema, type RJSFSchema } from "@rjsf/utils";
import type { Answers } from "../shared/types";
import { itemSchema } from "./paths";
import { allProperties, conditionalParts, isObject, resolve } from "./refs";
import { validator } from "./validator";

/** Names that are asked for only under a condition. */
function conditionalNames(schema: RJSFSchema, root: RJSFSchema): Set<string> {
  const here = resolve(schema, root);
  const names = conditionalParts(here).flatMap((part) => Object.keys(allProperties(resolve(part, root), root)));
  const inner = (here.allOf ?? []).flatMap((part) => [...conditionalNames(part as RJSFSchema, root)]);
  return new Set([...names, ...inner]);
}

function visit(schema: RJSFSchema, root: RJSFSchema, value: unknown): unknown {
  if (Array.isArray(value)) {
    const list = retrieveSchema(validator, schema, root, undefined);
    return value.map((item, index) => visit(itemSchema(list, index), root, item));
  }
  if (!isObject(value)) return value;
  const shown = retrieveSchema(validator, schema, root, value);
  const visible = allProperties(shown, root);
  const conditional = conditionalNames(schema, root);
  const kept = Object.entries(value).filter(([name]) => name in visible || !conditional.has(name));
  return Object.fromEntries(
    kept.map(([name, child]) => [name, isObject(visible[name]) ? visit(visible[name] as RJSFSchema, root, child) : child]),
  );
}

/** The answers without those whose question is not asked any more. */
export function withoutHidden(schema: RJSFSchema, answers: Answers): Answers {
  return visit(schema, schema, answers) as Answers;
}
