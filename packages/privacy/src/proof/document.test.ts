import { elements, readMarkup } from '../__testUtils__/markup';
import { formatVerdict } from '../format/format';
import { rules } from '../rules';
import type { Verdict } from '../Verdict';
import { verifyTemplate } from '../verify';
import type { VerifyOptions } from '../VerifyOptions';
import { cleanText } from './cleanText';
import { networkPicture } from './networkPicture';

const service = `
Parameters:
  Stage: { Type: String, Default: dev }
  Zone: { Type: String }
Resources:
  Vpc: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.0.0.0/16 } }
  Subnet: { Type: AWS::EC2::Subnet, Properties: { VpcId: !Ref Vpc, CidrBlock: 10.0.1.0/24, MapPublicIpOnLaunch: true } }
  Table: { Type: AWS::DynamoDB::Table, Properties: { TableName: x } }
  Site: { Type: Acme::Web::Site }
`;
function documents(options: VerifyOptions, change: Partial<Verdict> = {}) {
  const verdict = { ...verifyTemplate(options), ...change };
  const picture = networkPicture(options, verdict);
  const of = (format: 'markdown' | 'html') =>
    formatVerdict(verdict, format, {
      file: 'infrastructure/template.yaml',
      picture,
    });
  return { verdict, markdown: of('markdown'), html: of('html') };
}
const options: VerifyOptions = {
  template: service,
  parameters: { Zone: 'a' },
  exceptions: [
    {
      rule: 'PS37',
      resource: 'Table',
      reason: 'Only test data',
      approver: 'Jo Smith',
      expires: '2026-12-31',
    },
  ],
  now: new Date('2026-11-29T12:00:00Z'),
};

describe.each(['markdown', 'html'] as const)(
  'a proof document in %s',
  format => {
    const { verdict, ...texts } = documents(options);
    const text = texts[format].replace(/<\/?(code|strong)>|&#39;|`|\*\*/g, '');

    it.each([
      ['the result', /✕ Not private: \d+ findings block a deploy/],
      ['the template', /Template: +infrastructure\/template\.yaml/],
      ['given parameters', /Zone.*a.*given/],
      ['assumed parameters', /Stage.*dev.*assumed from the default/],
      ['what was not judged', /Site \(Acme::Web::Site\) is not judged/],
      [
        'the place of a finding',
        /Resources\.Subnet\.Properties\.MapPublicIpOnLaunch, infrastructure\/template\.yaml:7/,
      ],
      ['why', /Why: .*every network interface/],
      ['what to do', /What to do: .*Set the property to false, or remove it\./],
      [
        'the change',
        /Resources:\n {2}Subnet:\n {4}Properties:\n {6}MapPublicIpOnLaunch: false/,
      ],
      ['exceptions', /PS37.*Table.*Only test data.*Jo Smith.*2026-12-31/],
      [
        'evidence with its place',
        /The template has no internet gateway\. \(Resources\)/,
      ],
      [
        'evidence with its line',
        /Subnet does not enable AssignIpv6AddressOnCreation\. \(Resources\.Subnet\.Properties\.AssignIpv6AddressOnCreation, line 7\)/,
      ],
    ])('has %s', (_name, pattern) => {
      expect(text).toMatch(pattern);
    });

    it('has each rule with its status and title', () => {
      for (const { id, title } of rules) {
        const status = verdict.rules[id].replace('-', ' ');
        const row = text
          .split('\n')
          .find(
            line =>
              /^(\| |<tr)/.test(line) &&
              line.includes(id) &&
              line.includes(status),
          );
        expect(row).toContain(title);
      }
    });

    it('is the same for the same input', () => {
      expect(documents(options)[format]).toBe(texts[format]);
    });
  },
);

/** Text of a template that means something in HTML, Markdown, Mermaid or a terminal. */
const hostile = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  '| a | b |',
  '`code` ``',
  '[link](https://evil.example) https://evil.example www.evil.example @team',
  '**bold** _it_ ~~x~~ # h <!-- c --> $x$',
  '```\n# heading\n',
  '"] --> x[("y")] end; click n0 "https://evil.example"',
  '\u001b[31m \u202e \u0000 \ud800',
  '&lt;b&gt; ]]> \\',
];

describe.each(hostile)('text of a template: %j', text => {
  const { html, markdown } = documents(
    { template: service },
    {
      findings: [
        {
          rule: 'PS48',
          severity: 'H',
          status: 'violated',
          blocking: true,
          resource: text,
          path: text,
          line: 3,
          file: text,
          construct: text,
          message: text,
          fix: text,
          exception: { reason: text, approver: text, expires: '2027-01-01' },
        },
      ],
      evidence: [{ rule: 'PS01', resource: text, path: text, message: text }],
      notJudged: [{ resource: text, type: text, message: text }],
      inputs: { [text]: text },
      warnings: [{ path: text, message: text }],
    },
  );

  it('is text in HTML', () => {
    const page = readMarkup(html);
    const names = new Set(elements(page).map(({ name }) => name));
    for (const name of ['script', 'img', 'a', 'iframe', 'link', 'b']) {
      expect(names).not.toContain(name);
    }
    for (const { attributes } of elements(page)) {
      expect(Object.keys(attributes).join()).not.toMatch(/\bon|href|src/);
    }
    const [main] = elements(page, 'main');
    expect(main.text).toContain(cleanText(text));
    expect(html.replace(/\n/g, '')).not.toMatch(/[\p{Cc}\p{Cs}\u202e]/u);
  });

  it('is text in Markdown', () => {
    const lines = markdown.split('\n');
    const outside: string[] = [];
    let fence: string | undefined;
    for (const line of lines) {
      const [mark] = /^`{3,}/.exec(line) ?? [];
      if (fence === undefined && mark) fence = mark;
      else if (fence !== undefined && line === fence) fence = undefined;
      else if (fence === undefined) outside.push(line);
    }
    expect(fence).toBeUndefined();
    const prose = outside
      .join('\n')
      // What is escaped, entities and code spans, whichever comes first.
      .replace(
        /\\[\\`*_{}[\]#|~$!^<>+=.)-]|&#\d+;|(?<!`)(`+)(?!`)[^\n]*?(?<!`)\1(?!`)/g,
        '',
      );
    expect(prose).not.toMatch(/<|>|`|\[|\]|https?:\/\/|www\.|@|~|\$/);
    expect(prose.replace(/^#{1,3} /gm, '').replace(/\*\*/g, '')).not.toMatch(
      /[#*]/,
    );
    for (const row of outside.filter(line => line.startsWith('|'))) {
      const cells = row.match(/(?<!\\)\|/g)!.length - 1;
      expect([3, 5]).toContain(cells);
    }
    expect(markdown.replace(/\n/g, '')).not.toMatch(/[\p{Cc}\p{Cs}\u202e]/u);
  });

  it('ends no label of Mermaid', () => {
    const diagram = /```mermaid\n([^]*?)\n```/.exec(markdown)![1];
    for (const line of diagram.split('\n')) {
      expect(line).toMatch(
        /^flowchart LR$| {2}(n\d+\["[^"[\](){}<>]*(<br\/>[^"[\](){}<>]*)*"\]|subgraph vpc\["[^"]*"\]|empty\["[^"]*"\]|end|internet\(\("Internet"\)\)|n\d+ --> n\d+|internet (==|-\.)"[^"]*"(==|\.-)> n\d+|internet x-\. "[^"]*" \.-x vpc)$/,
      );
    }
  });
});

describe('HTML', () => {
  const { html } = documents(options);
  const page = readMarkup(html);
  const all = (name: string) => elements(page, name);

  it('needs no other file, and a policy forbids scripts and requests', () => {
    expect(html).not.toMatch(
      /<script|<link|url\((?!#)|@import|https?:\/\/(?!www\.w3\.org\/2000\/svg)/,
    );
    expect(all('meta').map(({ attributes }) => attributes.content)).toContain(
      "default-src 'none'; style-src 'unsafe-inline'",
    );
  });

  it('has one h1, and no level of headings is left out', () => {
    const levels = elements(page).flatMap(({ name }) =>
      /^h\d$/.test(name) ? [Number(name[1])] : [],
    );
    expect(levels.filter(one => one === 1)).toHaveLength(1);
    levels.forEach((level, index) => {
      expect(level).toBeLessThanOrEqual((levels[index - 1] ?? 0) + 1);
    });
  });

  it('has tables with a caption and headers of rows and columns', () => {
    expect(all('table').length).toBeGreaterThan(2);
    for (const { children } of all('table')) {
      const [caption, head, body] = children;
      expect(caption).toMatchObject({
        name: 'caption',
        text: expect.stringMatching(/\w/),
      });
      const columns = elements([head], 'th');
      expect(columns.map(({ attributes }) => attributes.scope)).toEqual(
        columns.map(() => 'col'),
      );
      for (const row of elements([body], 'tr')) {
        expect(row.children).toHaveLength(columns.length);
        expect(row.children[0].attributes.scope).toBe('row');
      }
    }
  });

  it('has the picture with a name, and its content as text', () => {
    const [svg] = all('svg');
    expect(svg.attributes).toMatchObject({
      role: 'img',
      'aria-label': expect.stringMatching(/^Network of the template/),
    });
    const [details] = all('details');
    expect(details.text).toMatch(
      /^\s*The picture as text\s[^]*✕ Exposed to the internet: Subnet/,
    );
  });

  it('has colors for dark screens, and ink for print', () => {
    expect(html).toMatch(/@media screen and \(prefers-color-scheme:\s?dark\)/);
    expect(html).toContain('@media print');
  });
});
