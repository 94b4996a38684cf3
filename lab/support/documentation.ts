import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import type { VantageOptions } from '../../packages/probe/src';
import { domain } from './dns';

const page = path.resolve(__dirname, '../../docs/probing.md');

/** What the page has for a program: its configuration or command, and the vantage that uses it. */
export type Kind = 'config' | 'command' | 'vantage';

const block = /<!-- lab: (\S+) (\w+) -->\n\n```\w*\n([\s\S]*?)\n```/g;

/** Marked blocks by `NAME KIND`. */
const blocks = new Map(
  [...readFileSync(page, 'utf8').matchAll(block)].map(
    ([, name, kind, text]) => [`${name} ${kind}`, text],
  ),
);

/** Addresses of the page, and what they are in the lab. */
export type Places = {
  /** Address of the bastion, on which the program runs. */
  bastion: string;
  /** More texts of the page by what replaces them. */
  more?: Record<string, string>;
};

/**
 * A marked block of docs/probing.md, with the addresses and the domain of the lab. Nothing else is changed.
 * @throws Error if the page has no such block
 */
export function documented(name: string, kind: Kind, places: Places): string {
  const text = blocks.get(`${name} ${kind}`);
  if (text === undefined) {
    throw new Error(`${page} has no block "lab: ${name} ${kind}"`);
  }
  return Object.entries({
    '10.1.2.10': places.bastion,
    'acme.internal': domain,
    ...places.more,
  }).reduce(
    (replaced, [from, to]) =>
      replaced.replace(
        new RegExp(`(?<![\\w-])${from.replaceAll('.', '\\.')}(?!\\d)`, 'g'),
        to,
      ),
    text,
  );
}

/** The arguments of a documented command, without its name. */
export function documentedArguments(name: string, places: Places): string[] {
  return documented(name, 'command', places)
    .replaceAll('\\\n', ' ')
    .split(/\s+/)
    .slice(1);
}

/** The vantage of a program, as the page configures it. The control target is judged elsewhere. */
export function documentedVantage(
  name: string,
  places: Places,
): Partial<VantageOptions> {
  const [{ id, control, ...vantage }] = parse(
    documented(name, 'vantage', places),
  );
  // The lab has a default in the short form.
  return vantage.resolvers ? { ...vantage, resolver: undefined } : vantage;
}

/** Names of all marked blocks. */
export function documentedNames(): string[] {
  return [...new Set([...blocks.keys()].map(key => key.split(' ')[0]))];
}
