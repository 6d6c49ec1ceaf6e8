// SPDX-License-Identifier: AGPL-3.0-or-later
/** What each route takes and answers, read from the generated types. */
import type { components, paths } from "./schema";

type Shapes = components["schemas"];

/** A failure as the API tells it: one of the catalogue's codes, a sentence, and details. */
export type Fault = Shapes["ErrorOut"]["error"];
export type ErrorCode = Fault["code"];
/** By code, the details that a page goes on from. */
export type Details = { [Told in Exclude<Fault, Shapes["OtherError"]> as Told["code"]]: Told["details"] };

export type GetPath = { [P in keyof paths]: paths[P] extends { get: object } ? P : never }[keyof paths];
export type PostPath = { [P in keyof paths]: paths[P] extends { post: object } ? P : never }[keyof paths];
export type PutPath = { [P in keyof paths]: paths[P] extends { put: object } ? P : never }[keyof paths];
export type DeletePath = { [P in keyof paths]: paths[P] extends { delete: object } ? P : never }[keyof paths];

/** The parameters in a path, by name. */
export type At<Route> = Route extends { parameters: { path: infer Names } } ? Names : Record<never, never>;
/** What may be asked in the query; what is undefined is not. */
export type Query<Route> = Route extends { parameters: { query?: infer Names extends object } }
  ? { [Name in keyof Names]: Names[Name] | undefined }
  : Record<never, never>;
type BodyOf<Route> = Route extends { requestBody?: infer Given } ? NonNullable<Given> : never;
/** What is sent: a body that may be left out is one all the same, and nothing is an empty object. */
export type Sent<Route> = [BodyOf<Route>] extends [never] ? Record<string, never> : BodyOf<Route> extends { content: { "application/json": infer Json } } ? Json : never;

type Success<Answers> = Answers[keyof Answers & (200 | 201 | 202)];
/** What comes when all went well. */
export type Answer<Route> = Route extends { responses: infer Answers }
  ? Success<Answers> extends { content: { "application/json": infer Body } }
    ? Body
    : never
  : never;
