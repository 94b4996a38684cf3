import type { Plain } from '@private-serverless/template';

type Map = { [name: string]: Plain };

/**
 * Resolves the intrinsic functions that the environment's template uses in policies, with the parameter values of a stack.
 * A reference to a resource becomes `<logical ID>`, and an attribute `<logical ID>.<attribute>`.
 */
export function resolver(
  template: { [section: string]: Plain },
  parameters: Record<string, string>,
) {
  const conditions = template.Conditions as Map;
  const declared = template.Parameters as Record<string, Map>;
  const refs: Record<string, string> = {
    'AWS::AccountId': '111111111111',
    'AWS::Region': 'eu-central-1',
    'AWS::Partition': 'aws',
  };
  const ref = (name: string): string =>
    parameters[name] ??
    refs[name] ??
    (declared[name]?.Default as string | undefined) ??
    name;
  const holds = (condition: Plain): boolean => {
    const [[name, argument]] = Object.entries(condition as Map);
    const list = argument as Plain[];
    switch (name) {
      case 'Condition':
        return holds(conditions[argument as string]);
      case 'Fn::Not':
        return !holds(list[0]);
      case 'Fn::And':
        return list.every(holds);
      case 'Fn::Or':
        return list.some(holds);
      case 'Fn::Equals':
        return value(list[0]) === value(list[1]);
      default:
        throw new Error(`condition function ${name}`);
    }
  };
  const sub = (text: string, variables: Map): string =>
    text.replace(/\$\{([^}]+)\}/g, (_, name) =>
      String(name in variables ? value(variables[name]) : ref(name)),
    );
  function value(node: Plain): Plain | undefined {
    if (Array.isArray(node)) {
      return node.map(value).filter(one => one !== undefined) as Plain[];
    }
    if (node === null || typeof node !== 'object') return node;
    const [[name, argument] = ['', '']] = Object.entries(node as Map);
    if (name === 'Ref') {
      return argument === 'AWS::NoValue' ? undefined : ref(argument as string);
    }
    if (name === 'Fn::GetAtt') return [argument].flat().join('.');
    if (name === 'Fn::Sub') {
      return typeof argument === 'string'
        ? sub(argument, {})
        : sub(...(argument as [string, Map]));
    }
    if (name === 'Fn::If') {
      const [condition, yes, no] = argument as [string, Plain, Plain];
      return value(holds(conditions[condition]) ? yes : no);
    }
    const entries = Object.entries(node as Map)
      .map(([key, one]) => [key, value(one)] as const)
      .filter(([, one]) => one !== undefined);
    return Object.fromEntries(entries) as Map;
  }
  return {
    value,
    /** Whether the stack has the resource or output. */
    exists: (part: Plain) => {
      const { Condition } = part as Map;
      return Condition === undefined || holds(conditions[Condition as string]);
    },
  };
}
