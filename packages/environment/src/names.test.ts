import {
  ANNOTATION_ENVIRONMENT,
  hasPrivateServerlessAnnotation,
} from './names.ts';

describe('hasPrivateServerlessAnnotation', () => {
  it('accepts any annotation of Private Serverless', () => {
    const annotations = { [ANNOTATION_ENVIRONMENT]: 'dev' };
    expect(hasPrivateServerlessAnnotation({ metadata: { annotations } })).toBe(
      true,
    );
  });

  it.each([
    {},
    { metadata: {} },
    { metadata: { annotations: { 'private-serverless.development/x': 'y' } } },
  ])('finds none in %j', entity => {
    expect(hasPrivateServerlessAnnotation(entity)).toBe(false);
  });
});
