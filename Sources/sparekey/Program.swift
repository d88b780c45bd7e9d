// sparekey is the program that people type: all of it is in DeviceCommands, but for the page.
import DeviceCommands

@main
enum Program {
    static func main() async {
        await CommandLineProgram.run()
    }
}
