import {
  entry,
  isMacroKey,
  type Node,
  stringOf,
} from '@private-serverless/template';
import { build, entriesOf } from '../template/build';
import { Existence } from './Existence';
import { type Part, separator } from './Part';
import { statedTogether } from './statedTogether';
import { type Names, rewrite, rewriteResource } from './rewrite';

class Linker {
  readonly transforms: Node[] = [];
  readonly existence: Existence;
  private readonly names = new Map<Part, Names>();
  private readonly nested = new Map<string, Part>();
  /** Outputs that are being resolved, against cycles. */
  private readonly open = new Set<Node>();

  constructor(private readonly parts: readonly Part[]) {
    this.existence = new Existence(parts);
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
      // A macro at the top of one template rewrites that template.
      for (const [key, node] of entriesOf(part.root)) {
        if (isMacroKey(key)) {
          this.transforms.push(build(node, `${key} of ${part.name}`));
        }
      }
    }
  }

  /** The defaults of SAM, which are those of one template. Several templates with SAM types are judged after they are translated. */
  globals(): Node | undefined {
    const parts = this.parts.filter(({ root }) => entry(root, 'Transform'));
    const globals = parts.flatMap(part => {
      const node = entry(part.root, 'Globals');
      return node ? [{ part, node }] : [];
    });
    const [first] = globals;
    if (!first) return undefined;
    if (parts.length === 1) {
      return rewrite(first.node, this.names.get(first.part)!);
    }
    this.transforms.push(build(first.node, `Globals of ${first.part.name}`));
    return undefined;
  }

  /** A section of the linked template. */
  section(
    name:
      | 'Parameters'
      | 'Mappings'
      | 'Conditions'
      | 'Rules'
      | 'Resources'
      | 'Outputs',
  ): Record<string, Node> {
    const all: Record<string, Node> = {};
    for (const part of this.parts) {
      const names = this.names.get(part)!;
      for (const [id, node] of entriesOf(entry(part.root, name))) {
        const linked = `${part.name}${separator}${id}`;
        if (isMacroKey(id)) {
          // Stays a macro, which makes what it can rewrite unproven.
          all[id] = node;
        } else if (name === 'Resources') {
          // The resources of a nested stack take the place of the stack.
          if (this.nested.has(linked)) continue;
          all[linked] = this.existence.within(
            part,
            rewriteResource(node, names),
          );
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
        const environment = environmentOf(part, argument);
        const [other, ...more] = this.parts.filter(
          one =>
            one.stackName !== undefined &&
            one.stackName === stack &&
            one.environment === environment,
        );
        // A stack of another account, or one of several with the same name, may have another value.
        const isKnown = !entry(argument, 'RoleArn') && more.length === 0;
        return other && output && isKnown
          ? this.output(other, output)
          : undefined;
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
    const found = this.parts
      .filter(({ environment }) => environment === part.environment)
      .flatMap(other =>
        [...entriesOf(entry(other.root, 'Outputs'))].flatMap(([id, output]) =>
          stringOf(entry(entry(output, 'Export'), 'Name')) === name
            ? [{ other, id }]
            : [],
        ),
      );
    // Stacks whose account and region are not known yet may have the same name for two values.
    return found.length === 1
      ? this.output(found[0].other, found[0].id)
      : undefined;
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
    const declared = entry(entry(part.root, 'Parameters'), parameter);
    const type = stringOf(entry(declared, 'Type')) ?? '';
    // What the stack gives is the name of a parameter of Systems Manager, not the value.
    if (/^AWS::SSM::Parameter::Value</.test(type)) return undefined;
    const rewritten = rewrite(value, this.names.get(parent)!);
    const isList = /^(CommaDelimitedList$|List<)/.test(type);
    return isList && rewritten.kind !== 'list'
      ? build(value, { 'Fn::Split': [',', rewritten] })
      : rewritten;
  }
}

/** The environment of the stack that `Fn::GetStackOutput` names: that of the template, or another region. */
function environmentOf(part: Part, argument: Node): string | undefined {
  const region = entry(argument, 'Region');
  if (!region) return part.environment;
  const name = stringOf(region);
  return name === undefined
    ? '?'
    : part.environment?.replace(/[^/]*$/, name) ?? '?';
}

/**
 * Makes one template of several that are deployed together, so that a rule sees what they refer to in one another: exports,
 * outputs of stacks, and the parameters and outputs of nested stacks. Logical IDs have the name of their part before them, such as
 * `Network/Vpc`. Nodes keep their paths and lines.
 */
export function linkTemplates(parts: readonly Part[]): Node {
  const linker = new Linker(parts);
  const first = parts[0].root;
  const globals = linker.globals();
  const resources = linker.section('Resources');
  const stated = statedTogether(parts.map(({ root }) => root));
  return build(first, {
    ...(stated && { Metadata: { privateServerless: stated } }),
    ...(globals && { Globals: globals }),
    Rules: build(first, linker.section('Rules')),
    Parameters: build(first, linker.section('Parameters')),
    Mappings: build(first, linker.section('Mappings')),
    Conditions: build(first, {
      ...linker.section('Conditions'),
      ...linker.existence.conditions,
    }),
    Resources: build(first, resources),
    Outputs: build(first, linker.section('Outputs')),
    ...(linker.transforms.length > 0 && { Transform: linker.transforms }),
  });
}
