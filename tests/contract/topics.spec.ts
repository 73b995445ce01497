import { attemptDecider, codesDecider, consentDecider, rollbackDecider } from '@fieldledger/contacts';
import { committeesDecider, contributionDecider, filingDecider, pledgeDecider, seriesDecider } from '@fieldledger/donations';
import { erasureDecider, linkDecider } from '@fieldledger/people';
import { eventTypesOf, topicsOf } from '@fieldledger/topics';
import { shiftDecider, signupDecider, volunteerEventDecider } from '@fieldledger/volunteering';

const deciders = [
  attemptDecider, consentDecider, codesDecider, rollbackDecider, contributionDecider, filingDecider, committeesDecider, seriesDecider, pledgeDecider, volunteerEventDecider, shiftDecider, signupDecider, linkDecider, erasureDecider,
];

describe('the topics of the feed', () => {
  it.each(deciders.flatMap(({ versions }) => Object.keys(versions)))('%s is in exactly one', (type) => {
    expect(topicsOf('fieldledger').filter(({ eventTypes }) => eventTypes.includes(type))).toHaveLength(1);
  });

  it('are told by the last part of their name', () => {
    expect(eventTypesOf('any.prefix.contacts')).toEqual(topicsOf('x')[0]!.eventTypes);
    expect(eventTypesOf('fieldledger.weather')).toBeUndefined();
  });
});
