import type { Answer } from '../../kit/api.ts'

export type RuleSet = Answer<'/api/v1/rules/{id}', 'get'>
export type RuleSetBrief = Answer<'/api/v1/rules', 'get'>['items'][number]
export type RuleModel = RuleSet['model']
export type Trial = NonNullable<RuleSet['tried']>
