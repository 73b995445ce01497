import type { Event } from '@fieldledger/kernel';
import type { DefineContactType, DefineInputType, DefineResultCode, SetCampaignZone } from './codes-commands.js';

export type ResultCodeDefined = Event<'ResultCodeDefined', DefineResultCode>;
export type ContactTypeDefined = Event<'ContactTypeDefined', DefineContactType>;
export type InputTypeDefined = Event<'InputTypeDefined', DefineInputType>;
export type CampaignZoneSet = Event<'CampaignZoneSet', SetCampaignZone>;
export type CodesEvent = ResultCodeDefined | ContactTypeDefined | InputTypeDefined | CampaignZoneSet;
