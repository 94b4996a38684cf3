import { entry, type Node, stringOf } from '@private-serverless/template';
import { build, entriesOf } from '../template/build';
import { type Names, rewrite, rewriteResource } from './rewrite';

/** One template of a deploy of several. */
export type Part = {
  /** Its name in the linked template, such as the name of its stack. Unique. */
  name: string;
  root: Node;
  /** Name of the stack, for `Fn::GetStackOutput`. */
  stackName?: string;
  /** Account and region, because exports have a name per region. @defaultValue the same for all */
  environment?: string;
  /** For the template of a nested stack: the part with the stack, and the logical ID of the stack in it. */
  nestedIn?: { part: string; id: string };
};

/** Separates the name of a part from a logical ID, which has only letters and digits. */
const separator = '/';

/** The name of the part that a logical ID of the linked template comes from. */
export function partOf(id: string): string {
  return id.slice(0, Math.max(0, id.lastIndexOf(separator)));
}

class Linker {
  readonly transforms: Node[] = [];
  private readonly names = new Map<Part, Names>();
  private readonly nested = new Map<string, Part>();
  /** Outputs that are being resolved, against cycles. */
  private readonly open = new Set<Node>();

  constructor(private readonly parts: readonly Part[]) {
    for (const part of parts) {
      this.names.set(part, this.namesOf(part));
      if (part.nestedIn) {
        const { part: parent, id } = part.nestedIn;
        this.nested.set(`${parent}${separator}${id}`, part);
      }
      const transform = entry(part.root, 'Transform');
      if (transform) {
        this.transforms.push(
          ...(transform.kind === 'list' ? transform.items : [transform]),
        );
      }
    }
  }

  /** A section of the linked template. */
  section(
    name: 'Parameters' | 'Mappings' | 'Conditions' | 'Resources' | 'Outputs',
  ): Record<string, Node> {
    const all: Record<string, Node> = {};
    for (const part of this.parts) {
      const names = this.names.get(part)!;
      for (const [id, node] of entriesOf(entry(part.root, name))) {
        const linked = `${part.name}${separator}${id}`;
        if (name === 'Resources') {
          // The resources of a nested stack take the place of the stack.
          if (this.nested.has(linked)) continue;
          all[linked] = rewriteResource(node, names);
        } else if (name === 'Parameters') {
          if (!this.parameterOf(part, id)) all[linked] = node;
        } else {
          all[linked] = rewrite(node, names);
        }
      }
    }
    return all;
  }

  private namesOf(part: Part): Names {
    const { name, root } = part;
    const linked = (...sections: string[]) =>
      new Map(
        sections.flatMap(section =>
          [...entriesOf(entry(root, section)).keys()]
            .filter(id => !id.startsWith('Fn::'))
            .map((id): [string, string] => [id, `${name}${separator}${id}`]),
        ),
      );
    return {
      references: linked('Resources', 'Parameters'),
      conditions: linked('Conditions'),
      mappings: linked('Mappings'),
      given: parameter => this.parameterOf(part, parameter),
      outside: (functionName, argument) =>
        this.outside(part, functionName, argument),
    };
  }

  /** The value that a part takes from another one. */
  private outside(
    part: Part,
    functionName: string,
    argument: Node,
  ): Node | undefined {
    switch (functionName) {
      case 'Fn::ImportValue':
        return this.exported(part, argument);
      case 'Fn::GetStackOutput': {
        const stack = stringOf(entry(argument, 'StackName'));
        const output = stringOf(entry(argument, 'OutputName'));
        const other = this.parts.find(
          ({ stackName }) => stackName !== undefined && stackName === stack,
        );
        return other && output ? this.output(other, output) : undefined;
      }
      case 'Fn::GetAtt': {
        const [id, attribute] =
          argument.kind === 'list' ? argument.items.map(stringOf) : [];
        const nested = this.nested.get(`${part.name}${separator}${id}`);
        const output = /^Outputs\.(.+)$/.exec(attribute ?? '')?.[1];
        return nested && output ? this.output(nested, output) : undefined;
      }
      default:
        return undefined;
    }
  }

  private exported(part: Part, argument: Node): Node | undefined {
    const name = stringOf(argument);
    if (name === undefined) return undefined;
    for (const other of this.parts) {
      if (other.environment !== part.environment) continue;
      for (const [id, output] of entriesOf(entry(other.root, 'Outputs'))) {
        if (stringOf(entry(entry(output, 'Export'), 'Name')) === name) {
          return this.output(other, id);
        }
      }
    }
    return undefined;
  }

  private output(part: Part, id: string): Node | undefined {
    const value = entry(entry(entry(part.root, 'Outputs'), id), 'Value');
    if (!value || this.open.has(value)) return undefined;
    this.open.add(value);
    const rewritten = rewrite(value, this.names.get(part)!);
    this.open.delete(value);
    return rewritten;
  }

  /** The value that a stack gives to a parameter of its nested stack. */
  private parameterOf(part: Part, parameter: string): Node | undefined {
    if (!part.nestedIn) return undefined;
    const { part: name, id } = part.nestedIn;
    const parent = this.parts.find(other => other.name === name);
    if (!parent) return undefined;
    const stack = entry(entry(parent.root, 'Resources'), id);
    const given = entry(entry(stack, 'Properties'), 'Parameters');
    const value = entry(given, parameter);
    if (!value) return undefined;
    const rewritten = rewrite(value, this.names.get(parent)!);
    const declared = entry(entry(part.root, 'Parameters'), parameter);
    const isList = /^(CommaDelimitedList$|List<)/.test(
      stringOf(entry(declared, 'Type')) ?? '',
    );
    return isList && rewritten.kind !== 'list'
      ? build(value, { 'Fn::Split': [',', rewritten] })
      : rewritten;
  }
}

/**
 * Makes one template of several that are deployed together, so that a rule sees what they refer to in one another: exports,
 * outputs of stacks, and the parameters and outputs of nested stacks. Logical IDs have the name of their part before them, such as
 * `Network/Vpc`. Nodes keep their paths and lines.
 */
export function linkTemplates(parts: readonly Part[]): Node {
  const linker = new Linker(parts);
  const first = parts[0].root;
  return build(first, {
    Parameters: build(first, linker.section('Parameters')),
    Mappings: build(first, linker.section('Mappings')),
    Conditions: build(first, linker.section('Conditions')),
    Resources: build(first, linker.section('Resources')),
    Outputs: build(first, linker.section('Outputs')),
    ...(linker.transforms.length > 0 && { Transform: linker.transforms }),
  });
}
