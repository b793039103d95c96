import subprocess
import sys


def run(code: str) -> str:
    return subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.strip()


def test_the_protobufs_load_without_the_heavy_package():
    out = run(
        "import sys, steadymesh.wire.pb as pb\n"
        "print('meshtastic' in sys.modules, 'pubsub' in sys.modules, 'serial' in sys.modules, pb.ToRadio().ByteSize())"
    )
    assert out == "False False False 0"


def test_the_whole_package_can_be_imported_afterwards_and_shares_the_classes():
    out = run(
        "import steadymesh.wire.pb as pb, meshtastic\n"
        "import meshtastic.protobuf.mesh_pb2 as m\n"
        "print(m.ToRadio is pb.ToRadio, meshtastic.mesh_pb2 is pb.mesh_pb2)"
    )
    assert out == "True True"


def test_the_whole_package_may_be_there_before():
    out = run(
        "import meshtastic, steadymesh.wire.pb as pb, sys\nprint(sys.modules['meshtastic'] is meshtastic, pb.FromRadio.__name__)"
    )
    assert out == "True FromRadio"
