import {
  type Recording,
  type RecordingCommand,
  type RecordingFact,
  recordings,
} from '@anxin/domain/recordings/recording.ts'
import type { Case } from '../act.ts'

/** Films of parcels being packed, as the server keeps them. */
export const recordingCase: Case<Recording, RecordingCommand, RecordingFact> = {
  machine: recordings,
  table: 'recordings',
  columns(recording) {
    if (recording.status === 'none') return {}
    const { merchant, waybill, startedAt, offset } = recording
    return {
      ...{ merchant, waybill, started_at: new Date(startedAt + offset) },
      keep_until: 'keepUntil' in recording ? new Date(recording.keepUntil) : null,
    }
  },
}
