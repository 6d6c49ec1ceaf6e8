// SPDX-License-Identifier: AGPL-3.0-or-later
/** Every text that rjsf could put on the page, in our own words. The type sees to it that none is missing. */
import { TranslatableString } from "@rjsf/utils";
import { t } from "../shared/texts";

const WORDS: Record<TranslatableString, string> = {
  [TranslatableString.ArrayItemTitle]: t("Entry"),
  [TranslatableString.MissingItems]: t("the form does not say what its entries are"),
  [TranslatableString.EmptyArray]: t("None yet."),
  [TranslatableString.YesLabel]: t("Yes"),
  [TranslatableString.NoLabel]: t("No"),
  [TranslatableString.CloseLabel]: t("Close"),
  [TranslatableString.ErrorsLabel]: t("Answers that need a look"),
  [TranslatableString.NewStringDefault]: "",
  [TranslatableString.AddButton]: t("Add"),
  [TranslatableString.AddItemButton]: t("Add an entry"),
  [TranslatableString.CopyButton]: t("Copy"),
  [TranslatableString.ExpandButton]: t("Add a part inside"),
  [TranslatableString.MoveDownButton]: t("Down"),
  [TranslatableString.MoveUpButton]: t("Up"),
  [TranslatableString.RemoveButton]: t("Remove"),
  [TranslatableString.NowLabel]: t("Now"),
  [TranslatableString.ClearLabel]: t("Clear"),
  [TranslatableString.AriaDateLabel]: t("Choose a date"),
  [TranslatableString.PreviewLabel]: t("Preview"),
  [TranslatableString.DecrementAriaLabel]: t("Less"),
  [TranslatableString.IncrementAriaLabel]: t("More"),
  [TranslatableString.OptionalObjectAdd]: t("Add answers"),
  [TranslatableString.OptionalObjectRemove]: t("Remove these answers"),
  [TranslatableString.OptionalObjectEmptyMsg]: t("No answer"),
  [TranslatableString.Type]: t("Kind of answer"),
  [TranslatableString.Value]: t("Answer"),
  [TranslatableString.ClearButton]: t("Clear"),
  [TranslatableString.UnknownFieldType]: t("this page does not know the type %1"),
  [TranslatableString.OptionPrefix]: t("Kind %1"),
  [TranslatableString.TitleOptionPrefix]: "%1, kind %2",
  [TranslatableString.KeyLabel]: t("Name of %1"),
  [TranslatableString.DeprecatedLabel]: t("%1 (no longer used)"),
  [TranslatableString.CycleDetected]: t("%1 can have a part of the same kind inside"),
  [TranslatableString.InvalidObjectField]: t("The questions of %1 cannot be shown: %2"),
  [TranslatableString.UnsupportedField]: t("This page cannot show this question"),
  [TranslatableString.UnsupportedFieldWithId]: t("This page cannot show this question"),
  [TranslatableString.UnsupportedFieldWithReason]: t("This page cannot show this question: %1"),
  [TranslatableString.UnsupportedFieldWithIdAndReason]: t("This page cannot show this question: %2"),
  [TranslatableString.FilesInfo]: "%1 (%2, %3 bytes)",
};

export function translateString(text: TranslatableString, params: string[] = []): string {
  return WORDS[text].replace(/%(\d)/g, (_whole, number: string) => params[Number(number) - 1] ?? "");
}
