// sparekey is the program that people type; all of it is in DeviceCommands.
import DeviceCommands

@main
enum Program {
    static func main() {
        CommandLineProgram.run()
    }
}
