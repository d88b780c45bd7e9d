// DevicePages is the app's face: what was asked becomes a page, a redirect, or a job that tells its steps. It asks
// DeviceCore for everything and decides nothing that the command line could not do as well. It knows no server, no thread
// and no browser: whoever serves the pages lets somebody in and carries what is asked and answered.
//
// All but the files that end in +native.swift is written for any build: there is no Foundation, no Codable and no async.
