/// How far this device's clock may be off before people are told.
package enum ClockTolerance {
    /// Half a step of a code, in seconds.
    package static let seconds = 15.0
}
