/** Colors of a picture. @public */
export type Theme = 'auto' | 'light' | 'dark';

// Each pair of text and ground has a contrast of at least 4.5 to 1, and each line one of 3 to 1 (WCAG 2.2, 1.4.3 and 1.4.11).
const light = {
  ground: '#ffffff',
  box: '#f6f8fa',
  text: '#1f2328',
  faint: '#57606a',
  line: '#57606a',
  vpc: '#ddf4ff',
  good: '#116329',
  bad: '#b31d28',
  unclear: '#7d4e00',
};
const dark: typeof light = {
  ground: '#0d1117',
  box: '#161b22',
  text: '#e6edf3',
  faint: '#9198a1',
  line: '#9198a1',
  vpc: '#0c2d4a',
  good: '#56d364',
  bad: '#ff7b72',
  unclear: '#e3b341',
};

/** The style of a picture. Every class starts with `ps-`, so that the picture can be a part of a page. */
export function pictureStyle(theme: Theme): string {
  const colors = theme === 'dark' ? dark : light;
  const rules = [
    `.ps-picture text{font-family:system-ui,-apple-system,'Segoe UI',sans-serif;font-size:12px}`,
    rulesOf(colors),
  ];
  if (theme === 'auto') {
    // Ink on paper, whatever the screen has.
    rules.push(
      `@media screen and (prefers-color-scheme:dark){${rulesOf(dark)}}`,
    );
  }
  return rules.join('');
}

function rulesOf(c: typeof light): string {
  return [
    `.ps-ground{fill:${c.ground}}`,
    `.ps-node,.ps-barrier,.ps-internet{fill:${c.box};stroke:${c.line}}`,
    `.ps-vpc{fill:${c.vpc};stroke:${c.line};stroke-dasharray:6 4}`,
    `.ps-node.ps-violated,.ps-node.ps-excepted{stroke:${c.bad};stroke-width:2.5}`,
    `.ps-node.ps-unproven{stroke:${c.unclear};stroke-width:2.5;stroke-dasharray:5 3}`,
    `.ps-picture .ps-label,.ps-picture .ps-title{fill:${c.text};font-weight:600}`,
    `.ps-picture .ps-kind{fill:${c.faint};font-size:11px}`,
    `.ps-mark{fill:${c.text}}.ps-picture .ps-note{font-size:11px}`,
    `.ps-mark.ps-proven{fill:${c.good}}`,
    `.ps-mark.ps-violated,.ps-mark.ps-excepted{fill:${c.bad};font-weight:600}`,
    `.ps-mark.ps-unproven{fill:${c.unclear};font-weight:600}`,
    `.ps-line,.ps-bad,.ps-unclear{fill:none;stroke:${c.line};stroke-width:1.5}`,
    `.ps-bad{stroke:${c.bad};stroke-width:2.5}`,
    `.ps-unclear{stroke:${c.unclear};stroke-width:2;stroke-dasharray:5 3}`,
    `.ps-line-end{fill:${c.line}}.ps-bad-end{fill:${c.bad}}.ps-unclear-end{fill:${c.unclear}}`,
  ].join('');
}
