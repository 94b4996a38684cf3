import { entry, type Node, stringOf } from './node';
import { sectionOf } from './sections';

/** A parameter as a template declares it. @public */
export type Parameter = {
  name: string;
  /** Such as `String` or `List<AWS::EC2::Subnet::Id>`. */
  type?: string;
  /**
   * The default as a string, as CloudFormation uses it. A list is
   * comma-separated. Undefined if there is no default.
   */
  default?: string;
  /** Whether the value must not be displayed. */
  noEcho: boolean;
  allowedValues?: string[];
  /** A regular expression in Java's syntax. */
  allowedPattern?: string;
  /** Line in the text, from 1. */
  line: number;
};

/**
 * The parameters of a template by name, in the order of the text.
 *
 * @throws TemplateError if the section is not a map
 * @public
 */
export function parametersOf(root: Node): Map<string, Parameter> {
  const parameters = new Map<string, Parameter>();
  for (const [name, node] of sectionOf(root, 'Parameters')) {
    parameters.set(name, {
      name,
      type: stringOf(entry(node, 'Type')),
      default: textOf(entry(node, 'Default')),
      noEcho: isNoEcho(entry(node, 'NoEcho')),
      allowedValues: textsOf(entry(node, 'AllowedValues')),
      allowedPattern: stringOf(entry(node, 'AllowedPattern')),
      line: node.line,
    });
  }
  return parameters;
}

/** Whether the value is hidden. True unless the template clearly sets it to false. */
function isNoEcho(node: Node | undefined): boolean {
  if (node === undefined) return false;
  if (node.kind !== 'scalar') return true;
  return !/^(?:false|no|off|null|)$/i.test(String(node.value));
}

function textOf(node: Node | undefined): string | undefined {
  if (node?.kind === 'list') return textsOf(node)?.join(',');
  return node?.kind === 'scalar' && node.value !== null
    ? String(node.value)
    : undefined;
}

function textsOf(node: Node | undefined): string[] | undefined {
  return node?.kind === 'list'
    ? node.items.map(item =>
        item.kind === 'scalar' ? String(item.value ?? '') : '',
      )
    : undefined;
}
