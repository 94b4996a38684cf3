// @ts-check

/**
 * Times are epoch milliseconds.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('proofs', table => {
    table.comment('The latest privacy proof of the stack of each target');
    table.string('target_id', 32).primary();
    table.text('stack_arn').notNullable();
    table.string('environment_id', 63).notNullable();
    table
      .string('revision', 16)
      .notNullable()
      .comment('Of the stack and of what its environment requires');
    table
      .bigInteger('due_at')
      .notNullable()
      .comment('A backend that verifies the stack moves it, as its lease');
    table.string('problem').comment('Why the latest try failed');
    table.string('proof_revision', 16).comment('Revision that was verified');
    table.string('template_hash', 64).comment('SHA-256 of the live template');
    table
      .string('input_hash', 64)
      .comment('SHA-256 of the template and the values of its parameters');
    table.string('verdict', 16);
    table.bigInteger('since').comment('Since when the verdict holds');
    table.bigInteger('checked_at');
    table
      .text('exposed')
      .comment('JSON: what exposes the service, and since when');
    table.text('proof').comment('JSON: StoredProof');
    table.index(['due_at'], 'proofs_due_at_idx');
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('proofs');
};
