// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect, it } from "vitest";
import { matcher } from "./support/quickStyles";

const PAGE = `
  <h1 hidden>1</h1><p>2</p><a href="/there">3</a><a>4</a><q>5</q><div dir="rtl">6</div><bdi>7</bdi><embed hidden>
  <ul><li><ol><li>8</li></ol></li></ul><details><summary>9</summary>10</details><details open><summary>11</summary></details>
  <table rules="all"><thead><tr><th>12</th></tr></thead><tbody hidden><tr><td>13</td></tr></tbody></table><nobr>14<wbr></nobr>
  <dialog>15</dialog><dialog open>16</dialog><div popover>17</div><input><input type="hidden"><input type="radio"><button>18</button>
  <select><optgroup><option>19</option></optgroup></select><textarea dir="auto">20</textarea><fieldset><legend align="left">21</legend></fieldset>
  <abbr title="a">22</abbr><abbr>23</abbr><img sizes="auto"><noscript>24</noscript><template>25</template><strong>26</strong><pre>27</pre>
  <svg><title>28</title><a href="/there"><text>29</text></a><style></style></svg><x-own>31</x-own>`;

/** Of each element of the page, all that jsdom computes. */
function looks(): [string, string][] {
  document.body.innerHTML = PAGE;
  return Array.from(document.querySelectorAll("*"), (one) => {
    const style = getComputedStyle(one);
    return [one.outerHTML, Array.from(style, (name) => `${name}: ${style.getPropertyValue(name)}`).join("; ")];
  });
}

it("styles that are looked for by the names of elements first are those that jsdom computes by itself", () => {
  const quick = matcher();
  const byName = quick?.check;
  if (!quick || !byName?.within) throw new Error("jsdom has its matcher elsewhere now");
  const seen = looks();
  quick.check = byName.within;
  try {
    expect(looks()).toEqual(seen);
  } finally {
    quick.check = byName;
  }
  expect(new Set(seen.map(([, look]) => look)).size).toBeGreaterThan(20);
});
