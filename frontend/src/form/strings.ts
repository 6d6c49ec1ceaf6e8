// SPDX-License-Identifier: AGPL-3.0-or-later
/** Every text that rjsf could put on the page, in our own words. The type sees to it that none is missing. */
import { TranslatableString } from "@rjsf/utils";

const WORDS: Record<TranslatableString, string> = {
  [TranslatableString.ArrayItemTitle]: "Entry",
  [TranslatableString.MissingItems]: "the form does not say what its entries are",
  [TranslatableString.EmptyArray]: "None yet.",
  [TranslatableString.YesLabel]: "Yes",
  [TranslatableString.NoLabel]: "No",
  [TranslatableString.CloseLabel]: "Close",
  [TranslatableString.ErrorsLabel]: "Answers that need a look",
  [TranslatableString.NewStringDefault]: "",
  [TranslatableString.AddButton]: "Add",
  [TranslatableString.AddItemButton]: "Add an entry",
  [TranslatableString.CopyButton]: "Copy",
  [TranslatableString.ExpandButton]: "Add a part inside",
  [TranslatableString.MoveDownButton]: "Down",
  [TranslatableString.MoveUpButton]: "Up",
  [TranslatableString.RemoveButton]: "Remove",
  [TranslatableString.NowLabel]: "Now",
  [TranslatableString.ClearLabel]: "Clear",
  [TranslatableString.AriaDateLabel]: "Choose a date",
  [TranslatableString.PreviewLabel]: "Preview",
  [TranslatableString.DecrementAriaLabel]: "Less",
  [TranslatableString.IncrementAriaLabel]: "More",
  [TranslatableString.OptionalObjectAdd]: "Add answers",
  [TranslatableString.OptionalObjectRemove]: "Remove these answers",
  [TranslatableString.OptionalObjectEmptyMsg]: "No answer",
  [TranslatableString.Type]: "Kind of answer",
  [TranslatableString.Value]: "Answer",
  [TranslatableString.ClearButton]: "Clear",
  [TranslatableString.UnknownFieldType]: "this page does not know the type %1",
  [TranslatableString.OptionPrefix]: "Kind %1",
  [TranslatableString.TitleOptionPrefix]: "%1, kind %2",
  [TranslatableString.KeyLabel]: "Name of %1",
  [TranslatableString.DeprecatedLabel]: "%1 (no longer used)",
  [TranslatableString.CycleDetected]: "%1 can have a part of the same kind inside",
  [TranslatableString.InvalidObjectField]: "The questions of %1 cannot be shown: %2",
  [TranslatableString.UnsupportedField]: "This page cannot show this question",
  [TranslatableString.UnsupportedFieldWithId]: "This page cannot show this question",
  [TranslatableString.UnsupportedFieldWithReason]: "This page cannot show this question: %1",
  [TranslatableString.UnsupportedFieldWithIdAndReason]: "This page cannot show this question: %2",
  [TranslatableString.FilesInfo]: "%1 (%2, %3 bytes)",
};

export function translateString(text: TranslatableString, params: string[] = []): string {
  return WORDS[text].replace(/%(\d)/g, (_whole, number: string) => params[Number(number) - 1] ?? "");
}
