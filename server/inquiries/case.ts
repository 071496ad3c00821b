import { type Inquiry, type InquiryCommand, type InquiryFact, inquiries } from '@anxin/domain/inquiries/inquiry.ts'
import type { Case } from '../act.ts'

/** Questions to AI services, as the server keeps them. */
export const inquiryCase: Case<Inquiry, InquiryCommand, InquiryFact> = {
  machine: inquiries,
  table: 'inquiries',
  columns: (inquiry) =>
    inquiry.status === 'none'
      ? {}
      : {
          claim_id: inquiry.claim,
          ...{ media: inquiry.media, service: inquiry.service, question: inquiry.question },
        },
}
