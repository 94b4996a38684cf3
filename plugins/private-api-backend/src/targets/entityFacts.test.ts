import { component } from '../__testUtils__/backend';
import { entityFacts } from './entityFacts';

const relation = (type: string, targetRef: string) => ({ type, targetRef });

describe('entityFacts', () => {
  it('reads title, owner and system', () => {
    const entity = component('orders');
    entity.metadata.title = 'Orders API';
    entity.relations = [
      relation('partOf', 'component:default/shop'),
      relation('partOf', 'system:default/checkout'),
      relation('ownedBy', 'group:default/payments'),
      relation('ownedBy', 'user:default/ann'),
    ];
    expect(entityFacts(entity)).toEqual({
      searchText: 'orders orders api',
      title: 'Orders API',
      owner: 'group:default/payments',
      system: 'system:default/checkout',
    });
  });

  it('has the name for the title, and no owner before the catalog has related it', () => {
    expect(entityFacts(component('orders'))).toEqual({
      searchText: 'orders orders',
      title: 'orders',
    });
  });

  it('leaves out a ref that the database would cut off', () => {
    const entity = component('orders');
    entity.relations = [
      relation('ownedBy', `group:default/${'x'.repeat(250)}`),
      relation('ownedBy', 'group:default/payments'),
    ];
    expect(entityFacts(entity).owner).toBe('group:default/payments');
  });
});
