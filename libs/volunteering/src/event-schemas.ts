import { eventSchemas, FLAGS as flags, orNull, PATTERNS, PersonRef, schemaFrom as from, SEALED, UUID as uuid, type Members, type Schema } from '@fieldledger/http';
import { CancelShift, PlanShift, ReinstateShift } from './shift-commands.js';
import { shiftDecider } from './shift.js';
import { RecordSignupStep, SIGNUP_STEPS, SightSignup, VoidSignupStep } from './signup-commands.js';
import { STEP_EVENTS } from './signup-events.js';
import { signupDecider } from './signup.js';
import { CancelVolunteerEvent, PlanVolunteerEvent, ReinstateVolunteerEvent } from './volunteer-event-commands.js';
import { volunteerEventDecider } from './volunteer-event.js';

const instant: Schema = { type: 'string', pattern: PATTERNS.instant };
const volunteer = from(PersonRef, [], {});
const who: Members = { volunteer, 'person?': SEALED, 'note?': SEALED, flags };
const times: Members = { startsAt: instant, endsAt: instant };

const step = (what: string): Schema => from(RecordSignupStep, ['volunteer', 'note', 'provenance', 'step'], { step: { enum: [what] }, ...who });

const data: Members = {
  VolunteerEventPlanned: from(PlanVolunteerEvent, ['provenance'], {}),
  VolunteerEventChanged: from(PlanVolunteerEvent, ['provenance'], { changeId: uuid, flags }),
  VolunteerEventCancelled: from(CancelVolunteerEvent, ['provenance'], { flags }),
  VolunteerEventReinstated: from(ReinstateVolunteerEvent, ['provenance'], { flags }),
  ShiftPlanned: from(PlanShift, ['provenance'], times),
  ShiftChanged: from(PlanShift, ['provenance'], { ...times, changeId: uuid, flags }),
  ShiftCancelled: from(CancelShift, ['provenance'], { flags }),
  ShiftReinstated: from(ReinstateShift, ['provenance'], { flags }),
  ...Object.fromEntries(Object.entries(STEP_EVENTS).map(([what, type]) => [type, step(what)])),
  SignupStepVoided: from(VoidSignupStep, ['provenance'], { step: orNull({ enum: SIGNUP_STEPS }), 'stepAt?': instant, volunteer: orNull(volunteer), flags }),
  SignupSighted: from(SightSignup, ['volunteer', 'note', 'provenance'], { ...who, 'shiftEndsAt?': instant }),
};

const versions: Readonly<Record<string, number>> = { ...volunteerEventDecider.versions, ...shiftDecider.versions, ...signupDecider.versions };

/** The JSON Schema (2020-12) of each event's payload, by `Type.vN`; made from the declarations of the commands. */
export const VOLUNTEERING_EVENT_SCHEMAS = eventSchemas(versions, data);
