// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * The one document that builder, JSON panes and preview show. Its texts are the source: an edit in the builder changes only the
 * characters that it must, so that what the builder does not know stays as it was written.
 */
export interface FormDocument {
  readonly name: string;
  readonly description: string;
  /** JSON as text; it need not be right while somebody types it. */
  readonly schema: string;
  readonly uiSchema: string;
}

/** Pointer (RFC 6901) of a question's schema inside `schema`, such as `/properties/channels/items/properties/name`. */
export type QuestionPointer = string;
