"""Dataset, state and output in S3: nothing but the address differs."""

import os
import shutil

import pytest
from conftest import DEMO, differences, driver, finished
from pyarrow import fs
from test_sail import Sail


@pytest.fixture(scope="module")
def bucket():
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(port=0)
    server.start()
    _, port = server.get_host_and_port()
    secret = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}
    os.environ.update(secret)
    store = fs.S3FileSystem(endpoint_override=f"localhost:{port}", scheme="http", region="us-east-1", allow_bucket_creation=True)
    store.create_dir("bucket")
    yield store, lambda name: f"s3://bucket/{name}?endpoint_override=localhost:{port}&scheme=http&region=us-east-1"
    server.stop()


def test_a_dataset_in_s3_gives_the_same_bytes_there(bucket, once, tmp_path):
    store, uri = bucket
    dataset = tmp_path / "dataset"
    shutil.copytree(DEMO, dataset)
    # A warning quotes this row, so that the driver needs its file.
    (dataset / "trades" / "zero.csv").write_text("record_id,date,reporter,flow,form,quantity_g\nZERO,2024-05-03,KEN,import,PD006,0\n")
    fs.copy_files(str(dataset), "bucket/data", source_filesystem=fs.LocalFileSystem(), destination_filesystem=store)
    with Sail() as sail:
        for _ in range(2):
            finished(driver(uri("data"), "--out", uri("out"), "--state", uri("state"), "--remote", sail.address, "--tasks", 3))
    fs.copy_files("bucket/out", str(tmp_path / "out"), source_filesystem=store, destination_filesystem=fs.LocalFileSystem())
    runs = tmp_path / "out" / "runs"
    assert sorted(path.name for path in runs.iterdir()) == ["000001", "000002"]
    assert differences(once(dataset), runs / "000001") == []
    assert (runs / "000002" / "run.json").is_file()
