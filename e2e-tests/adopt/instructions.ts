import { readFileSync } from 'node:fs';

/** A block of the installation page, and how to apply it. */
export type Instruction = {
  /** `run` a command, `keep running` it, or change a file. */
  does: 'run' | 'keep running' | 'merge' | 'imports' | Place;
  /** The file, relative to the app. Empty for commands. */
  file: string;
  /** The block without its fence. */
  text: string;
  /** Only the blocks of this variant are applied. */
  frontend?: string;
  recovery?: string;
  /** Whether the block belongs to the trial with the sandbox, not to an installation. */
  isTrial: boolean;
};

/** Position of a block, relative to a line of the file that contains `line`. */
export type Place = { where: 'before' | 'after' | 'instead of'; line: string };

/** Variant of the installation: the frontend system and the workspace provider. */
export type Variant = {
  frontend: 'new' | 'legacy';
  recovery: 'awsS3' | 'database';
};

const block =
  /<!-- adopt: (?<directive>.*) -->\n(?:<!-- prettier-ignore -->\n)?\n?```\w+\n(?<text>[\s\S]*?)```/g;

/**
 * Reads the blocks that a page marks with `<!-- adopt: … -->`, in order. A directive is the file and the place, or `run` or
 * `keep running`, then `frontend NAME`, `recovery NAME` and `sandbox`, separated by commas.
 *
 * @throws Error if a directive is not valid
 */
export function readInstructions(page: string): Instruction[] {
  const text = readFileSync(page, 'utf8');
  const found = [...text.matchAll(block)].map(({ groups }) => {
    const { directive, text: content } = groups!;
    return {
      ...parse(directive),
      text: content,
      isTrial: text.indexOf(groups!.directive) > text.indexOf('## Try it'),
    };
  });
  const marks = text.match(/<!-- adopt: /g)?.length ?? 0;
  if (found.length === 0 || found.length !== marks) {
    throw new Error(
      `${page}: ${marks} blocks have a directive, but only ${found.length} have a code block after it`,
    );
  }
  return found;
}

function parse(directive: string): Omit<Instruction, 'text' | 'isTrial'> {
  const option = (name: string) =>
    new RegExp(`, ${name} (\\w+)`).exec(directive)?.[1];
  const options = {
    frontend: option('frontend'),
    recovery: option('recovery'),
  };
  const command = /^(run|keep running)(?=,|$)/.exec(directive)?.[1];
  if (command) {
    return { does: command as 'run' | 'keep running', file: '', ...options };
  }
  const { file, does, where, line } =
    /^(?<file>[\w./-]+), (?:(?<does>merge|imports)|(?<where>before|after|instead of) "(?<line>.*)")(?=,|$)/.exec(
      directive,
    )?.groups ?? {};
  if (!file) throw new Error(`'${directive}' is not a valid directive`);
  return {
    does: where
      ? { where: where as Place['where'], line }
      : (does as 'merge' | 'imports'),
    file,
    ...options,
  };
}

/** Selects the instructions of a variant. */
export function instructionsFor(
  all: Instruction[],
  { frontend, recovery }: Variant,
): Instruction[] {
  return all.filter(
    each =>
      (each.frontend ?? frontend) === frontend &&
      (each.recovery ?? recovery) === recovery,
  );
}
