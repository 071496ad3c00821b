import { sql } from './db/database.ts'

/** Whether technician `t`, who has not left, has the skill that order `o` needs, for its brand: an expression. */
export const hasSkill = sql`
  t.status <> 'left' and exists (
    select from jsonb_array_elements(t.skills) s
    where s->>'appliance' = o.appliance and (s->'brands' = '"*"' or s->'brands' ? o.brand))`
