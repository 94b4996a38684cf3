/** Plain data of a template. */
export type Data =
  | string
  | number
  | boolean
  | readonly Data[]
  | { readonly [key: string]: Data };

/** A resource of a template. */
export type FuzzResource = {
  Type: string;
  Properties?: Record<string, Data>;
  [attribute: string]: Data | undefined;
};

/** A template that is built step by step. */
export type FuzzTemplate = {
  Parameters: Record<string, Data>;
  Mappings: Record<string, Data>;
  Conditions: Record<string, Data>;
  Resources: Record<string, FuzzResource>;
  [section: string]: unknown;
};

export const ref = (name: string): Data => ({ Ref: name });
export const att = (name: string, attribute = 'Arn'): Data => ({
  'Fn::GetAtt': [name, attribute],
});
export const sub = (text: string): Data => ({ 'Fn::Sub': text });

/** A policy with these statements. */
export const policy = (...statements: Array<Record<string, Data>>): Data => ({
  Version: '2012-10-17',
  Statement: statements,
});

/** Sets properties of a resource. */
export function change(
  template: FuzzTemplate,
  id: string,
  properties: Record<string, Data>,
): void {
  const resource = template.Resources[id]!;
  resource.Properties = { ...resource.Properties, ...properties };
}
